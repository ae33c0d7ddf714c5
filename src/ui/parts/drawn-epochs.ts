/** As many epochs as a chart draws one by one: beyond them, points lie closer than the eye tells apart. */
export const MOST_EPOCHS = 128;
/** What a stretch of a longer run keeps of each of its two curves: its least and its most. */
const KEPT = 4;

/**
 * Which epochs a chart draws, so that what it holds does not grow with the run: all of a short one; of each stretch of a long one
 * those where a curve is lowest or highest. Where a curve begins and ends is always drawn.
 *
 * @param curves one value per epoch, from epoch 1; null where there is none; at most two
 * @param ends epochs that are drawn in any case
 * @param epochs how long the axis is
 * @returns ascending, from 1
 */
export function drawnEpochs(
  curves: readonly (readonly (number | null)[])[],
  ends: readonly number[],
  epochs: number,
): number[] {
  if (epochs <= MOST_EPOCHS) return Array.from({ length: epochs }, (_, index) => index + 1);
  // A power of two: as the run grows, points stay where they are until stretches double.
  const stretch = 2 ** Math.ceil(Math.log2((KEPT * epochs) / MOST_EPOCHS));
  const drawn = new Set([1, epochs, ...ends.filter((epoch) => epoch >= 1 && epoch <= epochs)]);
  for (let first = 0; first < epochs; first += stretch) {
    for (const curve of curves) {
      for (const epoch of extremesOf(curve, first, Math.min(first + stretch, curve.length))) drawn.add(epoch);
    }
  }
  return [...drawn].toSorted((one, other) => one - other);
}

/** The epochs of the least and the largest value between two indices; none where there are no values. */
function extremesOf(curve: readonly (number | null)[], first: number, end: number): number[] {
  let [least, most]: [number | undefined, number | undefined] = [undefined, undefined];
  for (let index = first; index < end; index += 1) {
    const value = curve[index] ?? null;
    if (value === null) continue;
    if (least === undefined || value < (curve[least] ?? value)) least = index;
    if (most === undefined || value > (curve[most] ?? value)) most = index;
  }
  return least === undefined || most === undefined ? [] : [least + 1, most + 1];
}
