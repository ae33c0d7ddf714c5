/** Read the loss at most every 20 steps or 250 ms: each readback makes the GPU wait for us. */
const STEPS_PER_READ = 20;
const MS_PER_READ = 250;
const WINDOW_MS = 8000;

/** Counts images against the clock: when to report, and how fast it goes. */
export class Pace {
  private images = 0;
  private stepsSinceRead = 0;
  /** One entry per report: images counted by then. The first report ends the step that compiles. */
  private readonly marks: { readonly atMs: number; readonly images: number }[] = [];
  private lastMs: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.lastMs = now();
  }

  count(images: number): void {
    this.images += images;
    this.stepsSinceRead += 1;
  }

  isDue(): boolean {
    return (
      this.stepsSinceRead >= STEPS_PER_READ ||
      this.now() - this.lastMs >= MS_PER_READ ||
      this.marks.length === 0
    );
  }

  mark(): void {
    this.lastMs = this.now();
    this.stepsSinceRead = 0;
    this.marks.push({ atMs: this.lastMs, images: this.images });
  }

  /** Images per second over the last seconds; 0 before there are two reports. */
  recentPerSecond(): number {
    const last = this.marks.at(-1);
    const first = this.marks.find(({ atMs }) => last !== undefined && last.atMs - atMs <= WINDOW_MS);
    return rate(first, last);
  }

  /** Images per second over everything after the first report. */
  perSecond(): number {
    return rate(this.marks[0], this.marks.at(-1));
  }
}

type Mark = { readonly atMs: number; readonly images: number } | undefined;

function rate(first: Mark, last: Mark): number {
  if (!first || !last || last.atMs <= first.atMs) return 0;
  return ((last.images - first.images) * 1000) / (last.atMs - first.atMs);
}
