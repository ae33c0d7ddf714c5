import { sizeOf, stridesOf } from '../../shapes';

/** Repeats a tensor `repeats[axis]` times along each axis. */
export function tileReference(
  x: ArrayLike<number>,
  shape: readonly number[],
  repeats: readonly number[],
): Float32Array {
  const outputShape = shape.map((size, axis) => size * (repeats[axis] ?? 1));
  const [strides, outputStrides] = [stridesOf(shape), stridesOf(outputShape)];
  return Float32Array.from({ length: sizeOf(outputShape) }, (_, index) => {
    let from = 0;
    for (const [axis, size] of shape.entries()) {
      const position = Math.floor(index / (outputStrides[axis] ?? 1)) % (size * (repeats[axis] ?? 1));
      from += (position % size) * (strides[axis] ?? 1);
    }
    return x[from] ?? 0;
  });
}
