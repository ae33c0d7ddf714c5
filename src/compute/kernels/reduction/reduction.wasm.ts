import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Reduction } from '../../shapes';
import { allocate, floatsOf } from '../../wasm-heap';

/**
 * Sums the middle axis of [outer, reduced, inner] in double precision and multiplies by `scale`.
 * The stock kernel first transposes the whole tensor.
 *
 * @returns [outer * inner], to be given its shape by the caller
 */
export function sumOnHeap(
  backend: BackendWasm,
  x: TensorInfo,
  reduction: Reduction,
  scale: number,
): TensorInfo {
  const { outer, reduced, inner } = reduction;
  const output = allocate(backend, [outer * inner]);
  const [from, to] = [floatsOf(backend, x), floatsOf(backend, output)];
  const sums = new Float64Array(inner);
  for (let block = 0; block < outer; block += 1) {
    sums.fill(0);
    const start = block * reduced * inner;
    for (let row = start; row < start + reduced * inner; row += inner) {
      for (let column = 0; column < inner; column += 1)
        sums[column] = (sums[column] as number) + (from[row + column] as number);
    }
    for (let column = 0; column < inner; column += 1)
      to[block * inner + column] = (sums[column] as number) * scale;
  }
  return output;
}
