import {
  backend_util,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { registerWasm, registerWebGpu } from '../../kernel-registry';
import { conv2dBackpropFilterOnHeap } from './conv2d-backprop-filter.wasm';
import { conv2dBackpropFilterOnGpu } from './conv2d-backprop-filter.webgpu';

/** The wasm backend has no such kernel (tfjs issue 8474), so without ours it cannot train; WebGPU has a slow one. */
export function registerConv2dBackpropFilter(): void {
  registerWasm<'x' | 'dy', Conv2DBackpropFilterAttrs>(
    Conv2DBackpropFilter,
    (backend, { x, dy }, attributes) => [conv2dBackpropFilterOnHeap(backend, x, dy, convInfo(x, attributes))],
  );
  registerWebGpu<'x' | 'dy', Conv2DBackpropFilterAttrs>(
    Conv2DBackpropFilter,
    (backend, { x, dy }, attributes) => [conv2dBackpropFilterOnGpu(backend, x, dy, convInfo(x, attributes))],
  );
}

function convInfo(x: TensorInfo, attributes: Conv2DBackpropFilterAttrs): backend_util.Conv2DInfo {
  if (attributes.dataFormat !== 'NHWC') throw new Error(`Expected NHWC, found ${attributes.dataFormat}.`);
  const { filterShape, strides, pad, dimRoundingMode } = attributes;
  // A rank-4 tensor by the op's own check.
  const shape = x.shape as [number, number, number, number];
  return backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad, dimRoundingMode);
}
