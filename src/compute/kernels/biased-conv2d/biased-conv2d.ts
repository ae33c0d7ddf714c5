import {
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  FusedConv2D,
  type FusedConv2DAttrs,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { replaceGradient, runKernelForOne } from '../../kernel-registry';

/** What is added up: x [B, H, W, inputs], filter [height, width, inputs, outputs], bias [outputs]. */
interface BiasedConvInputs {
  readonly x: Tensor4D;
  readonly filter: Tensor4D;
  readonly bias: Tensor1D;
}

/** A convolution with bias in one kernel, whose three gradients are worked out only where something needs them. */
export function biasedConv2d(
  { x, filter, bias }: BiasedConvInputs,
  strides: [number, number],
  pad: 'valid' | 'same',
): Tensor4D {
  const attributes = { strides, pad, dataFormat: 'NHWC', dilations: 1, activation: 'linear' };
  return runKernelForOne(FusedConv2D, { x, filter, bias }, attributes) as Tensor4D; // a convolution of rank 4 has rank 4
}

/** tfjs registers no gradient for this kernel: its own op brings one along that computes all three every time. */
export function registerBiasedConv2d(): void {
  replaceGradient({
    kernelName: FusedConv2D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (gradient, saved, attributes) => {
      const dy = gradient as Tensor; // one output
      const [x, filter] = saved as [Tensor4D, Tensor4D];
      const { strides, pad, dataFormat } = attributes as unknown as FusedConv2DAttrs;
      const shared = { strides, pad, dataFormat };
      return {
        x: () => runKernelForOne(Conv2DBackpropInput, { dy, filter }, { ...shared, inputShape: x.shape }),
        filter: () =>
          runKernelForOne(Conv2DBackpropFilter, { x, dy }, { ...shared, filterShape: filter.shape }),
        bias: () => sum(dy, [0, 1, 2]),
      };
    },
  });
}
