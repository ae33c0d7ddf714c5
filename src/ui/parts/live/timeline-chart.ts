import type { Moments, Said } from '../../moments';

/** A stretch of time, ms since the session began. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One column of the drawing: mean probabilities of the moments in it. */
export interface Column {
  readonly probabilities: readonly number[];
}

const LEAST_WINDOW_MS = 1000;

/** All there is of a session. */
export function wholeWindow({ moments }: { readonly moments: Moments }): TimeWindow {
  const fromMs = moments.at(0)?.timeMs ?? 0;
  return { fromMs, toMs: Math.max(moments.at(-1)?.timeMs ?? 0, fromMs + LEAST_WINDOW_MS) };
}

export interface Move {
  readonly zoom?: number;
  /** What stays where it is while zooming: a share of the window, its middle without it. */
  readonly around?: number;
  /** A share of the new window. */
  readonly shift?: number;
}

/** The window after zooming and moving; it stays within the whole. */
export function movedWindow(
  { fromMs, toMs }: TimeWindow,
  whole: TimeWindow,
  { zoom = 1, around = 0.5, shift = 0 }: Move,
): TimeWindow {
  const longest = whole.toMs - whole.fromMs;
  const length = Math.min(longest, Math.max(LEAST_WINDOW_MS, (toMs - fromMs) / zoom));
  const wanted = fromMs + around * (toMs - fromMs) + (shift - around) * length;
  const start = Math.min(Math.max(whole.fromMs, wanted), whole.toMs - length);
  return { fromMs: start, toMs: start + length };
}

/**
 * One face's probabilities, averaged per column of the drawing; undefined where it was not in sight.
 *
 * @param moments of this face, ascending in time
 */
export function columnsOf(
  moments: Iterable<Said & { readonly timeMs: number }>,
  { fromMs, toMs }: TimeWindow,
  columns: number,
): (Column | undefined)[] {
  const sums: { count: number; probabilities: number[] }[] = [];
  for (const { timeMs, probabilities } of moments) {
    if (timeMs < fromMs || timeMs > toMs) continue;
    const at = Math.min(columns - 1, Math.floor(((timeMs - fromMs) / (toMs - fromMs)) * columns));
    const sum = (sums[at] ??= { count: 0, probabilities: Array.from(probabilities, () => 0) });
    sum.count += 1;
    for (const [label, probability] of Array.from(probabilities).entries()) {
      sum.probabilities[label] = (sum.probabilities[label] ?? 0) + probability;
    }
  }
  return Array.from({ length: columns }, (_, at) => {
    const sum = sums[at];
    return sum && { probabilities: sum.probabilities.map((value) => value / sum.count) };
  });
}

const LEAST_HOLD = 6; // columns

/**
 * For how many columns without a frame the last one goes on, so that few frames draw no comb.
 *
 * @param longestGapMs after which a face was away
 */
export function longestHold({ fromMs, toMs }: TimeWindow, columns: number, longestGapMs: number): number {
  return Math.max(LEAST_HOLD, Math.ceil((longestGapMs * columns) / (toMs - fromMs)));
}

/**
 * Stacks the probabilities of every column, bottom to top in the order of the labels.
 *
 * @param longest columns that one without a frame may follow
 */
export function drawColumns(
  context: CanvasRenderingContext2D,
  columns: readonly (Column | undefined)[],
  colours: readonly string[],
  longest: number,
): void {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  const columnWidth = width / columns.length;
  let last: Column | undefined;
  let held = 0;
  for (const [at, column] of columns.entries()) {
    held = column ? 0 : held + 1;
    last = column ?? (held <= longest ? last : undefined);
    let bottom = height;
    for (const [label, probability] of (last?.probabilities ?? []).entries()) {
      const size = probability * height;
      context.fillStyle = colours[label] ?? '#8A8A8A';
      context.fillRect(at * columnWidth, bottom - size, columnWidth + 0.5, size);
      bottom -= size;
    }
  }
}
