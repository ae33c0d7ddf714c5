/** Read the loss at most every 20 steps or 250 ms: each readback makes the GPU wait for us. */
const STEPS_PER_READ = 20;
const MS_PER_READ = 250;
const WINDOW_MS = 8000;

/** Counts images against the clock: when to report, and how fast it goes. */
export class Pace {
  private images = 0;
  private stepsSinceRead = 0;
  /** The first report ends the step that compiles. */
  private first: Mark;
  /** One entry per report of the last seconds: images counted by then. */
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
      this.first === undefined
    );
  }

  mark(): void {
    this.lastMs = this.now();
    this.stepsSinceRead = 0;
    const mark = { atMs: this.lastMs, images: this.images };
    this.first ??= mark;
    this.marks.push(mark);
    while (mark.atMs - (this.marks[0] ?? mark).atMs > WINDOW_MS) this.marks.shift();
  }

  /** Images per second over the last seconds; 0 before there are two reports. */
  recentPerSecond(): number {
    return rate(this.marks[0], this.marks.at(-1));
  }

  /** Images per second over everything after the first report. */
  perSecond(): number {
    return rate(this.first, this.marks.at(-1));
  }
}

type Mark = { readonly atMs: number; readonly images: number } | undefined;

function rate(first: Mark, last: Mark): number {
  if (!first || !last || last.atMs <= first.atMs) return 0;
  return ((last.images - first.images) * 1000) / (last.atMs - first.atMs);
}
