import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  backend_util,
  Conv2D,
  type Conv2DAttrs,
  FusedConv2D,
  type FusedConv2DAttrs,
  getKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { replaceKernelFunction } from '../../kernel-registry';
import { convolve, isForWinograd } from '../../simd/winograd';

/** Takes the convolutions that our own kernels are faster at and leaves the others to the stock ones. */
export function registerConv2d(): void {
  const stock = getKernel(Conv2D, 'wasm').kernelFunc;
  replaceKernelFunction(Conv2D, 'wasm', (call) => {
    const { x, filter } = call.inputs as unknown as ConvInputs;
    const conv = convInfo(x, filter, call.attrs as unknown as Conv2DAttrs);
    if (!conv || !isForWinograd(conv)) return stock(call);
    return convolve(call.backend as BackendWasm, x, filter, conv);
  });
  const stockFused = getKernel(FusedConv2D, 'wasm').kernelFunc;
  replaceKernelFunction(FusedConv2D, 'wasm', (call) => {
    const { x, filter, bias } = call.inputs as unknown as ConvInputs;
    const attributes = call.attrs as unknown as FusedConv2DAttrs;
    const conv = convInfo(x, filter, attributes);
    const floor = FLOORS.get(attributes.activation);
    if (!conv || floor === undefined || !isForWinograd(conv)) return stockFused(call);
    if (bias && bias.shape.at(-1) !== conv.outChannels) return stockFused(call);
    return convolve(call.backend as BackendWasm, x, filter, conv, { bias, floor });
  });
}

/** Activations that only cut off what is below a number. */
const FLOORS: ReadonlyMap<string, number> = new Map([
  ['linear', Number.NEGATIVE_INFINITY],
  ['relu', 0],
]);

interface ConvInputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias?: TensorInfo | undefined;
}

function convInfo(
  x: TensorInfo,
  filter: TensorInfo,
  { dataFormat, strides, dilations, pad, dimRoundingMode }: Conv2DAttrs,
): backend_util.Conv2DInfo | undefined {
  if (dataFormat !== 'NHWC') return undefined;
  // Of rank 4 by the op's own check.
  const [inShape, filterShape] = [x.shape, filter.shape] as [Shape4d, Shape4d];
  return backend_util.computeConv2DInfo(inShape, filterShape, strides, dilations, pad, dimRoundingMode);
}

type Shape4d = [number, number, number, number];
