import type { Readings } from '../live/recognize';
import { BestMoments, type Pick } from './best-moments';
import { type Moments, MomentStore } from './moments';

export interface Marker {
  readonly timeMs: number;
  readonly text: string;
}

/** A session over time, in memory only. */
export interface Timeline {
  readonly labels: readonly string[];
  readonly moments: Moments;
  readonly markers: readonly Marker[]; // ascending in time
  /** The surest smiles, the best first. */
  readonly best: readonly Pick[];
  /** Where the beginning was dropped: how much of the end is kept. */
  readonly keptMs: number | undefined;
}

/** Of a session without an end. That of a file is kept whole. */
const KEPT_MS = 600_000;

export interface Recording {
  /** What times count from; the first frame's time without it. */
  readonly startMs?: number | undefined;
  readonly keeps?: 'latest' | 'all' | undefined;
}

/** Collects moments without copying what is there; `timeline()` is a picture of it. */
export class TimelineRecorder {
  private readonly store: MomentStore;
  private readonly best: BestMoments;
  private markers: readonly Marker[] = [];
  private startMs: number | undefined;
  private latestMs = 0;
  private readonly keepsAll: boolean;

  constructor(
    private readonly labels: readonly string[],
    { startMs, keeps = 'latest' }: Recording = {},
  ) {
    this.store = new MomentStore(labels.length);
    this.best = new BestMoments(labels);
    this.startMs = startMs;
    this.keepsAll = keeps === 'all';
  }

  /** @param secondLabels of the second model, the same object as long as it is the same model */
  add({ faces, timeMs }: Readings, secondLabels?: readonly string[]): void {
    this.startMs ??= timeMs;
    const now = timeMs - this.startMs;
    this.latestMs = now;
    for (const { number: face, answers, seen } of faces) {
      const [answer, other] = answers;
      if (!answer) continue;
      const second = secondLabels && other && { ...other, labels: secondLabels };
      this.store.add({ ...answer, timeMs: now, face, second });
      this.best.add(answer, { timeMs: now, face, seen });
    }
    if (!this.keepsAll) this.store.dropBefore(now - KEPT_MS);
  }

  /** @param timeMs of the moment, since the session began; the latest one without it */
  mark(text: string, timeMs = this.latestMs): void {
    // One per moment, the latest: two presses between two frames are one mark.
    const others = this.markers.filter((marker) => marker.timeMs !== timeMs);
    this.markers = [...others, { timeMs, text }].toSorted((a, b) => a.timeMs - b.timeMs);
  }

  /** An earlier picture of it with the markers of now: they are few, and whoever sets one looks for it. */
  marked(timeline: Timeline): Timeline {
    return timeline.markers === this.markers ? timeline : { ...timeline, markers: this.markers };
  }

  timeline(): Timeline {
    const { labels, markers, latestMs, store } = this;
    const moments = store.moments();
    const keptMs = store.isWhole ? undefined : latestMs - (moments.at(0)?.timeMs ?? latestMs);
    return { labels, moments, markers, best: this.best.picks(), keptMs };
  }
}

/** The numbers of all faces seen, ascending. */
export function facesOf({ moments }: { readonly moments: Moments }): number[] {
  const faces = new Set<number>();
  for (const { face } of moments) faces.add(face);
  return [...faces].toSorted((a, b) => a - b);
}

/** The face that was in sight in most frames; undefined before any was. */
export function longestInSight({ moments }: { readonly moments: Moments }): number | undefined {
  const frames = new Map<number, number>();
  for (const { face } of moments) frames.set(face, (frames.get(face) ?? 0) + 1);
  return [...frames].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

const LEAST_GAP_MS = 500;
const GAP_FRAMES = 2.5; // one frame in which a face was missed does not part it

/**
 * How long a face may be missing between two moments before it was away: half a second, or a few frames where frames lie
 * far apart.
 *
 * @param moments ascending in time
 */
export function gapMs(moments: Iterable<{ readonly timeMs: number }>): number {
  const distances: number[] = [];
  let beforeMs: number | undefined;
  for (const { timeMs } of moments) {
    if (beforeMs !== undefined && timeMs > beforeMs) distances.push(timeMs - beforeMs);
    beforeMs = timeMs;
  }
  const median = Float64Array.from(distances).toSorted()[(distances.length - 1) >> 1] ?? 0;
  return Math.max(LEAST_GAP_MS, GAP_FRAMES * median);
}
