import {
  backend_util,
  conv2d,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  reverse,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import { registerComposed } from '../src/compute/kernel-registry';

/**
 * The gradient of a convolution of stride 1 towards its input, out of three stock ops: dy, with zeros around it as far as the
 * filter reached beyond it, convolved with the filter turned by 180 degrees, its channels exchanged. The wasm backend's own
 * kernel adds the same products in plain loops, about fifty times slower.
 */
export function registerInputGradientAsForward(): void {
  registerComposed<'dy' | 'filter', Conv2DBackpropInputAttrs>(
    Conv2DBackpropInput,
    'wasm',
    ({ dy, filter }, { inputShape, strides, pad }) => {
      const shape = filter.shape as [number, number, number, number]; // by the op's own check
      const conv = backend_util.computeConv2DInfo(inputShape, shape, strides, 1, pad);
      if (conv.strideHeight * conv.strideWidth !== 1) throw new Error(`Expected stride 1, found ${strides}.`);
      const turned = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
      const { top, bottom, left, right } = conv.padInfo;
      const [height, width] = [conv.filterHeight - 1, conv.filterWidth - 1];
      const around: backend_util.ExplicitPadding = [
        [0, 0],
        [height - top, height - bottom],
        [width - left, width - right],
        [0, 0],
      ];
      return [conv2d(dy as Tensor4D, turned, 1, around)];
    },
  );
}
