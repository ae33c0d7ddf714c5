import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { randomBits } from '../../../shared/random';
import { allocate, floatsOf } from '../../wasm-heap';
import type { DropoutAttributes } from './dropout.reference';

/** The same bits as the reference: the counters that all elements share are mixed once, the index for each. */
export function dropoutOnHeap(
  backend: BackendWasm,
  x: TensorInfo,
  attributes: DropoutAttributes,
): TensorInfo {
  const { threshold, scale } = attributes;
  const shared = randomBits(attributes.seed, ...attributes.counters);
  const y = allocate(backend, x.shape);
  const [input, output] = [floatsOf(backend, x), floatsOf(backend, y)];
  for (let index = 0; index < input.length; index += 1) {
    output[index] = mixIndex(shared, index) >>> 8 >= threshold ? (input[index] as number) * scale : 0;
  }
  return y;
}

/** The last round of randomBits, without its list of counters: called for every element. */
function mixIndex(shared: number, index: number): number {
  let hash = shared ^ (Math.imul(index, 0x85ebca6b) + 0x165667b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
