/** A neutral face that is being looked at; times on the clock of performance.now(). */
export interface Calibrating {
  readonly startMs: number;
  /** In which the largest face was seen well. */
  readonly goodFrames: number;
}

const LEAST_MS = 2000;
/** As many as the recognizer asks for: slow machines take longer than two seconds for them. */
const GOOD_FRAMES = 5;
/** Who is not seen well by then has gone. */
const LONGEST_MS = 8000;

export function isOver({ startMs, goodFrames }: Calibrating, nowMs: number): boolean {
  const lastedMs = nowMs - startMs;
  return lastedMs >= LONGEST_MS || (lastedMs >= LEAST_MS && goodFrames >= GOOD_FRAMES);
}

/** How much of it is done, 0..1: the shorter of time and frames. */
export function shareDone({ startMs, goodFrames }: Calibrating, nowMs: number): number {
  return Math.min(1, (nowMs - startMs) / LEAST_MS, goodFrames / GOOD_FRAMES);
}
