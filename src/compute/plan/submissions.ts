import { type Dispatch, encode } from './dispatches';

// A screen that waits longer for its turn stutters, and drivers give up on a submission after seconds.
const MOST_MS = 150;
/** Measuring again: what compiles while it first runs looks slow once. */
const MEASUREMENTS = 3;

/** The same dispatches in the same order, step after step: in one submission, or in several where the adapter is slow. */
export class Submissions {
  private cuts: readonly number[] = [0]; // where a submission begins
  private least: readonly number[] | undefined; // ms of each dispatch, the least seen
  private measurements = 0;
  private isMeasuring = false;

  constructor(
    private readonly device: GPUDevice,
    private readonly dispatches: readonly Dispatch[],
    private readonly mostMs = MOST_MS,
  ) {}

  submit(): void {
    if (this.wantsMeasurement()) {
      this.measure();
      return;
    }
    for (const [place, begin] of this.cuts.entries())
      this.submitPart(this.dispatches.slice(begin, this.cuts[place + 1]));
  }

  /** Only what looked slow is looked at again. */
  private wantsMeasurement(): boolean {
    if (this.isMeasuring) return false;
    return this.measurements === 0 || (this.cuts.length > 1 && this.measurements < MEASUREMENTS);
  }

  private submitPart(dispatches: readonly Dispatch[]): void {
    const encoder = this.device.createCommandEncoder();
    encode(encoder, dispatches);
    this.device.queue.submit([encoder.finish()]);
  }

  /** A step with one submission per dispatch: the ends of two that follow each other tell what the second took. */
  private measure(): void {
    this.isMeasuring = true;
    const ends: Promise<number>[] = [this.nextEnd()];
    for (const dispatch of this.dispatches) {
      this.submitPart([dispatch]);
      ends.push(this.nextEnd());
    }
    Promise.all(ends).then(
      (times) => this.learn(times),
      () => undefined, // the device is lost: whoever reads next says so
    );
  }

  private async nextEnd(): Promise<number> {
    await this.device.queue.onSubmittedWorkDone();
    return performance.now();
  }

  private learn(times: readonly number[]): void {
    const took = times.slice(1).map((end, place) => end - (times[place] ?? end));
    this.least = took.map((ms, place) => Math.min(ms, this.least?.[place] ?? ms));
    this.cuts = cutsOf(this.least, this.mostMs);
    this.measurements += 1;
    this.isMeasuring = false;
  }
}

/** Where submissions begin that take at most `mostMs` each; a dispatch that takes longer has one of its own. */
export function cutsOf(milliseconds: readonly number[], mostMs: number): number[] {
  const cuts = [0];
  let sum = 0;
  for (const [place, ms] of milliseconds.entries()) {
    if (place > 0 && sum + ms > mostMs) {
      cuts.push(place);
      sum = 0;
    }
    sum += ms;
  }
  return cuts;
}
