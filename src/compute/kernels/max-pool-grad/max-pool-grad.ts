import { backend_util, MaxPoolGrad, type MaxPoolGradAttrs } from '@tensorflow/tfjs-core';
import { registerWasm } from '../../kernel-registry';
import { maxPoolGradOnHeap } from './max-pool-grad.wasm';

export function registerMaxPoolGrad(): void {
  registerWasm<'dy' | 'input' | 'output', MaxPoolGradAttrs>(
    MaxPoolGrad,
    (backend, { dy, input }, attributes) => {
      const pool = backend_util.computePool2DInfo(
        // A rank-4 tensor by the op's own check.
        input.shape as [number, number, number, number],
        attributes.filterSize,
        attributes.strides,
        1,
        attributes.pad,
        attributes.dimRoundingMode,
      );
      return [maxPoolGradOnHeap(backend, input, dy, pool)];
    },
  );
}
