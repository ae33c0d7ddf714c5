/** The training of this tab, as far as it concerns whoever shares the machine with it. */
export interface TrainingNow {
  readonly startedAtMs: number; // tells one training from the next
  readonly imagesPerSecond: number | undefined; // undefined until it is known
}

/** A training beside the camera. */
export interface TrainingBeside {
  readonly imagesPerSecond: number | undefined;
  /** Of the speed it had before the frames began, or else of the first it told; undefined before that. */
  readonly share: number | undefined;
}

/** What a training must keep of its speed; below it the page says so. */
export const LEAST_SHARE = 0.5;
// Rests after a frame, in multiples of the time it took.
const SHORTEST_REST = 1;
const LONGEST_REST = 16;
const LONGEST_REST_MS = 1000;
// The training tells its speed over eight seconds: what a rest brings shows slowly.
const JUDGED_EVERY_MS = 4000;
const TOO_SLOW = 0.6; // some way above the least, so that it is not fallen short of first
const FAST_ENOUGH = 0.85;

/** Shares the machine between the frames of a session and a training: while there is one, each frame is followed by a rest. */
export class SharedMachine {
  private before: TrainingNow | undefined;
  private rest = SHORTEST_REST;
  private judgedAtMs: number;

  /** @param training the one that runs now, if one does; asked again and again */
  constructor(
    private readonly training: () => TrainingNow | undefined,
    nowMs: number,
  ) {
    this.before = withKnownSpeed(training());
    this.judgedAtMs = nowMs;
  }

  /** Undefined where nothing is trained. */
  beside(): TrainingBeside | undefined {
    const now = withKnownSpeed(this.training());
    if (!now) return undefined;
    // One that began later, or had not told its speed, is judged by the first speed it tells.
    if (this.before?.startedAtMs !== now.startedAtMs || this.before.imagesPerSecond === undefined)
      this.before = now;
    const before = this.before.imagesPerSecond;
    const { imagesPerSecond } = now;
    return { imagesPerSecond, share: before && imagesPerSecond && imagesPerSecond / before };
  }

  /** How long to leave the machine alone after a frame that took so long; 0 where nothing is trained. */
  restMs(frameMs: number, nowMs: number): number {
    const beside = this.beside();
    if (!beside) return 0;
    if (nowMs - this.judgedAtMs >= JUDGED_EVERY_MS) {
      this.judgedAtMs = nowMs;
      this.rest = nextRest(this.rest, beside.share);
    }
    return Math.min(LONGEST_REST_MS, this.rest * frameMs);
  }
}

/** Before its second report a training tells 0: that is no speed to be judged by. */
function withKnownSpeed(training: TrainingNow | undefined): TrainingNow | undefined {
  return training && { ...training, imagesPerSecond: training.imagesPerSecond || undefined };
}

/** Longer while the training is too slow, shorter while it has room to spare. */
function nextRest(rest: number, share: number | undefined): number {
  if (share === undefined) return rest;
  if (share < TOO_SLOW) return Math.min(LONGEST_REST, 2 * rest);
  return share > FAST_ENOUGH ? Math.max(SHORTEST_REST, rest / 2) : rest;
}
