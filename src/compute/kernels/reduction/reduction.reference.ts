import type { Reduction } from '../../shapes';

/**
 * Sums the middle axis.
 *
 * @param x [outer, reduced, inner]
 * @returns [outer, inner]
 */
export function sumReference(x: ArrayLike<number>, { outer, reduced, inner }: Reduction): Float32Array {
  return Float32Array.from({ length: outer * inner }, (_, index) => {
    const [block, column] = [Math.floor(index / inner), index % inner];
    let sum = 0;
    for (let row = 0; row < reduced; row += 1) sum += x[(block * reduced + row) * inner + column] ?? 0;
    return sum;
  });
}
