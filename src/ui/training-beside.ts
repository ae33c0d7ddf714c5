/** The training of this tab, as far as it concerns whoever shares the machine with it. */
export interface TrainingNow {
  readonly startedAtMs: number; // tells one training from the next
  readonly imagesPerSecond: number | undefined; // undefined until it is known
}

/** A training beside the camera. */
export interface TrainingBeside {
  readonly imagesPerSecond: number | undefined;
  /** Of the speed it had alone; undefined where that was not measured. */
  readonly share: number | undefined;
}

/** What a training must keep of its speed; below it the page says so. */
export const LEAST_SHARE = 0.5;
// Rests after a frame, in multiples of the time it took.
const SHORTEST_REST = 1;
const LONGEST_REST = 16;
const LONGEST_REST_MS = 1000;
// The training tells its speed over so long: what a rest brings shows slowly.
const TOLD_OVER_MS = 8000;
const JUDGED_EVERY_MS = TOLD_OVER_MS / 2;
const TOO_SLOW = 0.6; // some way above the least, so that it is not fallen short of first
const FAST_ENOUGH = 0.85;

/** The speed of a training while no frames are read: what it is compared with once they are. */
export class SpeedAlone {
  private known: TrainingNow | undefined;
  private lastFrameAtMs = -Infinity;

  /**
   * To be asked when frames begin.
   *
   * @param training the one that runs now, if one does
   * @returns the last training whose speed was told without any frame in it
   */
  beforeFrames(training: TrainingNow | undefined, nowMs: number): TrainingNow | undefined {
    if (nowMs - this.lastFrameAtMs >= TOLD_OVER_MS) this.known = training;
    return this.known;
  }

  frameRead(nowMs: number): void {
    this.lastFrameAtMs = nowMs;
  }
}

/** Shares the machine between the frames of a session and a training: while there is one, each frame is followed by a rest. */
export class SharedMachine {
  private rest = SHORTEST_REST;

  /**
   * @param training the one that runs now, if one does; asked again and again
   * @param alone a training with the speed it had alone
   */
  constructor(
    private readonly training: () => TrainingNow | undefined,
    private readonly alone: TrainingNow | undefined,
    private judgedAtMs: number,
  ) {}

  /** Undefined where nothing is trained. */
  beside(): TrainingBeside | undefined {
    const now = this.training();
    if (!now) return undefined;
    const imagesPerSecond = knownSpeed(now);
    // One that began beside the frames has never shown what it does alone.
    const isMeasured = this.alone?.startedAtMs === now.startedAtMs;
    const alone = isMeasured ? knownSpeed(this.alone) : undefined;
    return { imagesPerSecond, share: alone && imagesPerSecond && imagesPerSecond / alone };
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
function knownSpeed({ imagesPerSecond }: Pick<TrainingNow, 'imagesPerSecond'>): number | undefined {
  return imagesPerSecond || undefined;
}

/** Longer while the training is too slow, shorter while it has room to spare. */
function nextRest(rest: number, share: number | undefined): number {
  if (share === undefined) return rest;
  if (share < TOO_SLOW) return Math.min(LONGEST_REST, 2 * rest);
  return share > FAST_ENOUGH ? Math.max(SHORTEST_REST, rest / 2) : rest;
}
