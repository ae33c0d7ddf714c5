import type { Tensor } from '@tensorflow/tfjs-core';
import { PURPOSE } from '../../../shared/random';
import {
  registerReference,
  registerWasm,
  registerWebGpu,
  replaceGradient,
  runKernelForOne,
} from '../../kernel-registry';
import { type DropoutAttributes, dropoutReference } from './dropout.reference';
import { dropoutOnHeap } from './dropout.wasm';
import { dropoutOnGpu } from './dropout.webgpu';

const DROPOUT = 'MienDropout';

/** What a mask is drawn from: the same three give the same mask on every backend. */
export interface DropoutCounters {
  readonly seed: number;
  readonly step: number; // 0-based, over the whole run
  readonly layer: number; // tells the network's dropout layers apart
}

/**
 * Drops elements with probability `rate` and scales the others by 1 / (1 - rate).
 *
 * @param rate 0..1, below 1
 */
export function dropout<T extends Tensor>(x: T, rate: number, { seed, step, layer }: DropoutCounters): T {
  if (!(rate >= 0 && rate < 1)) throw new Error(`Expected a dropout rate in 0..1, below 1; found ${rate}.`);
  const attributes: DropoutAttributes = {
    threshold: Math.ceil(rate * 0x1000000),
    scale: Math.fround(1 / (1 - rate)),
    seed,
    counters: [PURPOSE.dropout, step, layer],
  };
  return runKernelForOne(DROPOUT, { x }, attributes) as T; // the output has the shape of x
}

export function registerDropout(): void {
  registerReference(DROPOUT, dropoutReference);
  registerWasm<'x', DropoutAttributes>(DROPOUT, (backend, { x }, attributes) => [
    dropoutOnHeap(backend, x, attributes),
  ]);
  registerWebGpu<'x', DropoutAttributes>(DROPOUT, (backend, { x }, attributes) => [
    dropoutOnGpu(backend, x, attributes),
  ]);
  replaceGradient({
    kernelName: DROPOUT,
    // Nothing is saved: the mask is drawn a second time. One output, so dy is one tensor.
    gradFunc: (dy, _saved, attributes) => ({
      x: () => runKernelForOne(DROPOUT, { x: dy as Tensor }, attributes),
    }),
  });
}
