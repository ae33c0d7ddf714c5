import { LEAST_NEUTRAL_FRAMES } from '../shared/neutral-frames';

/** A neutral face that is being looked at; times on the clock of performance.now(). */
export interface Calibrating {
  readonly startMs: number;
  /** In which the largest face was seen well. */
  readonly goodFrames: number;
}

/** Slow machines take longer than this for the frames that are needed. */
const LEAST_MS = 2000;
/** Who is not seen well by then has gone. */
const LONGEST_MS = 8000;

export function isOver({ startMs, goodFrames }: Calibrating, nowMs: number): boolean {
  const lastedMs = nowMs - startMs;
  return lastedMs >= LONGEST_MS || (lastedMs >= LEAST_MS && goodFrames >= LEAST_NEUTRAL_FRAMES);
}

/** How much of it is done, 0..1: the shorter of time and frames. */
export function shareDone({ startMs, goodFrames }: Calibrating, nowMs: number): number {
  return Math.min(1, (nowMs - startMs) / LEAST_MS, goodFrames / LEAST_NEUTRAL_FRAMES);
}
