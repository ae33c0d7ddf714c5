/** Elements of a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** Elements from one position to the next along each axis, last axis fastest. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** A tensor seen as [outer, reduced, inner], where a block of neighbouring axes in the middle is summed over. */
export interface Reduction {
  readonly outer: number;
  readonly reduced: number;
  readonly inner: number;
}

/** @returns undefined when the axes are not neighbours */
export function reductionOf(shape: readonly number[], axes: readonly number[]): Reduction | undefined {
  const [first, last] = [Math.min(...axes), Math.max(...axes)];
  if (axes.length === 0 || last - first + 1 !== axes.length) return undefined;
  return {
    outer: sizeOf(shape.slice(0, first)),
    reduced: sizeOf(shape.slice(first, last + 1)),
    inner: sizeOf(shape.slice(last + 1)),
  };
}
