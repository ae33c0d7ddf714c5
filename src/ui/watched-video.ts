import type { Readings } from '../live/recognize';
import type { Failure } from '../shared/errors';
import type { ModelCard } from '../shared/model-card';

/** What was read in one frame of a video, without the pictures of its faces: for drawing alone. */
export interface WatchedFrame extends Readings {
  readonly durationMs: number;
}

/** A video file and what was read in it. */
export interface WatchedVideo {
  readonly file: File;
  readonly frames: readonly WatchedFrame[]; // ascending in time
  readonly cards: readonly ModelCard[];
  readonly isExact: boolean;
  /** As the file says. */
  readonly durationMs: number;
  /** Why reading ended before the video did, where nobody stopped it. */
  readonly failure: Failure | undefined;
}

const ROUNDING_MS = 1; // players and files round times differently

/** The readings of the frame in view at a moment; undefined before the first and after the last that was read. */
export function readingsAt(frames: readonly WatchedFrame[], timeMs: number): WatchedFrame | undefined {
  let [low, high] = [0, frames.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((frames[middle]?.timeMs ?? 0) <= timeMs + ROUNDING_MS) low = middle + 1;
    else high = middle;
  }
  const frame = frames[low - 1];
  // A frame stays in view until the next one comes, however long it says it lasts.
  return low < frames.length || timeMs + ROUNDING_MS < readUntilMs(frames) ? frame : undefined;
}

/** When the last frame that was read is over. */
export function readUntilMs(frames: readonly WatchedFrame[]): number {
  const last = frames.at(-1);
  return last ? last.timeMs + last.durationMs : 0;
}

/** The rest of a file may be missing by this much: some say a few frames more than they hold. */
export const LEAST_MISSING_MS = 500;

/** Whether the video goes on after what was read in it. */
export function goesOn({ frames, durationMs }: Pick<WatchedVideo, 'frames' | 'durationMs'>): boolean {
  return durationMs - readUntilMs(frames) >= LEAST_MISSING_MS;
}
