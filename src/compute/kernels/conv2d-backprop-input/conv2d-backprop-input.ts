import { backend_util, Conv2DBackpropInput, type Conv2DBackpropInputAttrs } from '@tensorflow/tfjs-core';
import { registerWasm } from '../../kernel-registry';
import { conv2dBackpropInputOnHeap } from './conv2d-backprop-input.wasm';

export function registerConv2dBackpropInput(): void {
  registerWasm<'dy' | 'filter', Conv2DBackpropInputAttrs>(
    Conv2DBackpropInput,
    (backend, { dy, filter }, attributes) => {
      if (attributes.dataFormat !== 'NHWC') throw new Error(`Expected NHWC, found ${attributes.dataFormat}.`);
      const conv = backend_util.computeConv2DInfo(
        attributes.inputShape,
        // A rank-4 tensor by the op's own check.
        filter.shape as [number, number, number, number],
        attributes.strides,
        1,
        attributes.pad,
        attributes.dimRoundingMode,
      );
      return [conv2dBackpropInputOnHeap(backend, dy, filter, conv)];
    },
  );
}
