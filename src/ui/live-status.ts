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
export interface LiveFigures {
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
export interface LatencyParts {
  readonly detectMs: number;
  readonly cropMs: number;
  readonly inferMs: number;
  readonly restMs: number; // to the worker and back, and drawing
}

const RECENT_FRAMES = 30;

/** Adds frames up. One per live session. */
export class LiveTally {
  private readonly sortedMs: number[] = [];
  private readonly labelCounts: number[];
  private recent: LatencyParts[] = [];
  private withFace = 0;

  constructor(labels: number) {
    this.labelCounts = Array.from({ length: labels }, () => 0);
  }

  add(readings: Readings, frameMs: number): void {
    // Kept in order: to sort a session of hours eight times a second would hold up its frames.
    this.sortedMs.splice(placeOf(this.sortedMs, frameMs), 0, frameMs);
    this.recent = [...this.recent.slice(1 - RECENT_FRAMES), latencyParts(readings, frameMs)];
    const answer = readings.faces[0]?.answers[0];
    if (!answer) return;
    this.withFace += 1;
    this.labelCounts[answer.label] = (this.labelCounts[answer.label] ?? 0) + 1;
  }

  figures(): LiveFigures {
    const { sortedMs: sorted } = this;
    return {
      frames: sorted.length,
      shareWithFace: sorted.length === 0 ? 0 : this.withFace / sorted.length,
      medianMs: quantile(sorted, 0.5),
      p95Ms: quantile(sorted, 0.95),
      parts: meanParts(this.recent),
      labelCounts: [...this.labelCounts],
    };
  }
}

/** Where a number belongs among ascending ones. */
function placeOf(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
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

/** Nearest-rank quantile of ascending numbers; 0 when there are none. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
