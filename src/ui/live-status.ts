import type { Readings } from '../live/recognize';
import type { ModelCard } from '../shared/model-card';

/** What the live page shows. */
export interface LiveStatus {
  readonly source: 'camera' | 'picture';
  readonly isRunning: boolean;
  readonly card: ModelCard;
  readonly readings: Readings | undefined;
  readonly frameMs: number; // from taking the last frame to having drawn its boxes
  readonly framesPerSecond: number;
  readonly soFar: LiveFigures;
}

/** The session so far, in figures. */
export interface LiveFigures {
  readonly frames: number;
  readonly shareWithFace: number; // 0..1
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Frames by the label of their largest face, in the order of the card's labels. */
  readonly labelCounts: readonly number[];
}

/** Adds frames up. One per live session. */
export class LiveTally {
  private readonly frameMs: number[] = [];
  private readonly labelCounts: number[];
  private withFace = 0;

  constructor(labels: number) {
    this.labelCounts = Array.from({ length: labels }, () => 0);
  }

  add(readings: Readings, frameMs: number): void {
    this.frameMs.push(frameMs);
    const answer = readings.faces[0]?.answers[0];
    if (!answer) return;
    this.withFace += 1;
    this.labelCounts[answer.label] = (this.labelCounts[answer.label] ?? 0) + 1;
  }

  figures(): LiveFigures {
    const sorted = this.frameMs.toSorted((a, b) => a - b);
    return {
      frames: sorted.length,
      shareWithFace: sorted.length === 0 ? 0 : this.withFace / sorted.length,
      medianMs: quantile(sorted, 0.5),
      p95Ms: quantile(sorted, 0.95),
      labelCounts: [...this.labelCounts],
    };
  }
}

/** Nearest-rank quantile of ascending numbers; 0 when there are none. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
