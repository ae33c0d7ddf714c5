import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  backend_util,
  Conv2D,
  type Conv2DAttrs,
  FusedConv2D,
  getKernel,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { replaceKernelFunction } from '../../kernel-registry';
import { convolveColumns, isForColumns } from '../../simd/columns';
import { convolve, isForWinograd } from '../../simd/winograd';

/** Takes the convolutions that our own kernels are faster at and leaves the others to the stock ones. */
export function registerConv2d(): void {
  replace(Conv2D, () => Number.NEGATIVE_INFINITY);
  replace(FusedConv2D, ({ activation }) => FLOORS.get((activation ?? 'linear') as string));
}

type FloorOf = (attributes: NamedAttrMap) => number | undefined;

function replace(kernelName: typeof Conv2D | typeof FusedConv2D, floorOf: FloorOf): void {
  const stock = getKernel(kernelName, 'wasm').kernelFunc;
  replaceKernelFunction(kernelName, 'wasm', (call) => {
    const { x, filter, bias } = call.inputs as unknown as ConvInputs;
    const backend = call.backend as BackendWasm;
    const conv = convInfo(x, filter, call.attrs as unknown as Conv2DAttrs);
    const floor = floorOf(call.attrs ?? {});
    if (!conv || floor === undefined || (bias && bias.shape.at(-1) !== conv.outChannels)) return stock(call);
    if (isForWinograd(conv)) return convolve(backend, x, filter, conv, { bias, floor });
    if (isForColumns(backend, conv)) return convolveColumns(backend, x, filter, conv, { bias, floor });
    return stock(call);
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
