import type { Readings } from '../live/recognize';
import type { ModelCard } from '../shared/model-card';
import type { NoPicture } from './picture-watch';
import type { Timeline } from './timeline';
import type { TrainingBeside } from './training-beside';

export type Source = 'camera' | 'video' | 'picture';

/** What the live page shows. */
export interface LiveStatus {
  readonly source: Source;
  readonly isRunning: boolean;
  readonly isPaused: boolean;
  readonly card: ModelCard;
  /** The model that looks at the same faces, if there is one. */
  readonly secondCard: ModelCard | undefined;
  readonly readings: Readings | undefined;
  readonly frameMs: number; // from taking the last frame to having drawn its boxes
  readonly framesPerSecond: number;
  readonly soFar: LiveFigures;
  /** How much of a video has been read, 0..1; undefined for what has no end. */
  readonly share: number | undefined;
  /** A training that goes on meanwhile. */
  readonly beside: TrainingBeside | undefined;
  /** What keeps the camera from showing anything. */
  readonly trouble: NoPicture | undefined;
  /** The session over time; it is told less often than the rest. */
  readonly timeline: Timeline;
}

/** The session so far, in figures. */
interface LiveFigures {
  readonly frames: number;
  readonly shareWithFace: number; // 0..1
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Where the last second's frames spent their time, mean milliseconds. */
  readonly parts: LatencyParts;
  /** Frames by the label of their largest face, in the order of the card's labels. */
  readonly labelCounts: readonly number[];
}

/** A frame's time, part by part, ms. */
interface LatencyParts {
  readonly detectMs: number;
  readonly cropMs: number;
  readonly inferMs: number;
  readonly restMs: number; // to the worker and back, and drawing
}

// A clock of the page tells tenths of a millisecond; of a frame that took seconds, hundredths of a second are plenty.
const FINE_MS = 0.1;
const FINE_UNTIL_MS = 2000;
const COARSE_MS = 10;
const LONGEST_MS = 60_000;
const FINE_BINS = Math.round(FINE_UNTIL_MS / FINE_MS);

/** How often a frame took how long: as much memory for a day as for a minute. */
export class LatencyCounts {
  frames = 0;
  private readonly bins = new Uint32Array(FINE_BINS + (LONGEST_MS - FINE_UNTIL_MS) / COARSE_MS + 1);

  add(frameMs: number): void {
    const bin =
      frameMs < FINE_UNTIL_MS
        ? Math.round(frameMs / FINE_MS)
        : FINE_BINS + Math.round((frameMs - FINE_UNTIL_MS) / COARSE_MS);
    const at = Math.min(bin, this.bins.length - 1);
    this.bins[at] = (this.bins[at] ?? 0) + 1;
    this.frames += 1;
  }

  /** Nearest-rank quantile, ms; 0 before the first frame. */
  quantile(share: number): number {
    let left = Math.max(1, Math.ceil(this.frames * share));
    const at = this.bins.findIndex((count) => (left -= count) <= 0);
    if (at < 0) return 0;
    return at < FINE_BINS ? at / Math.round(1 / FINE_MS) : FINE_UNTIL_MS + (at - FINE_BINS) * COARSE_MS;
  }
}

const RECENT_FRAMES = 30;

/** Adds frames up. One per live session. */
export class LiveTally {
  private readonly latencies = new LatencyCounts();
  private readonly labelCounts: number[];
  private recent: LatencyParts[] = [];
  private withFace = 0;

  constructor(labels: number) {
    this.labelCounts = Array.from({ length: labels }, () => 0);
  }

  add(readings: Readings, frameMs: number): void {
    this.latencies.add(frameMs);
    this.recent = [...this.recent.slice(1 - RECENT_FRAMES), latencyParts(readings, frameMs)];
    const answer = readings.faces[0]?.answers[0];
    if (!answer) return;
    this.withFace += 1;
    this.labelCounts[answer.label] = (this.labelCounts[answer.label] ?? 0) + 1;
  }

  figures(): LiveFigures {
    const { latencies } = this;
    return {
      frames: latencies.frames,
      shareWithFace: latencies.frames === 0 ? 0 : this.withFace / latencies.frames,
      medianMs: latencies.quantile(0.5),
      p95Ms: latencies.quantile(0.95),
      parts: meanParts(this.recent),
      labelCounts: [...this.labelCounts],
    };
  }
}

function latencyParts({ timing }: Readings, frameMs: number): LatencyParts {
  const { detectMs, cropMs, inferMs, totalMs } = timing;
  return { detectMs, cropMs, inferMs, restMs: Math.max(0, frameMs - totalMs) };
}

function meanParts(parts: readonly LatencyParts[]): LatencyParts {
  const mean = (part: keyof LatencyParts): number =>
    parts.reduce((sum, each) => sum + each[part], 0) / Math.max(1, parts.length);
  return {
    detectMs: mean('detectMs'),
    cropMs: mean('cropMs'),
    inferMs: mean('inferMs'),
    restMs: mean('restMs'),
  };
}
