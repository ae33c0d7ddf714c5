import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../shapes';
import { runShader, type UniformValue } from '../../webgpu-program';
import code from './conv2d-backprop-filter.wgsl?raw';
import sumCode from './sum-slices.wgsl?raw';

// Invocations that keep a large GPU busy, and the memory the slices may take for it.
const INVOCATIONS = 1 << 16;
const SLICE_ELEMENTS = 1 << 23;

/**
 * The stock kernel runs one invocation per weight, each over every pixel of the batch: 294,912 dependent steps in 576
 * invocations for a first layer of 3 x 3 to 64. Here the pixels are cut into slices, as many as fill the machine.
 */
export function conv2dBackpropFilterOnGpu(
  backend: WebGPUBackend,
  x: TensorInfo,
  dy: TensorInfo,
  conv: backend_util.Conv2DInfo,
): TensorInfo {
  if (conv.strideHeight !== conv.strideWidth) throw new Error('Expected one stride for both directions.');
  const filterShape = [conv.filterHeight, conv.filterWidth, conv.inChannels, conv.outChannels];
  const perSlice =
    conv.filterHeight * conv.filterWidth * Math.ceil(conv.inChannels / 4) * Math.ceil(conv.outChannels / 4);
  const rows = conv.batchSize * conv.outHeight;
  const wanted = Math.min(
    rows,
    Math.ceil(INVOCATIONS / perSlice),
    Math.floor(SLICE_ELEMENTS / sizeOf(filterShape)),
  );
  const rowsPerSlice = Math.ceil(rows / Math.max(1, wanted));
  const slices = Math.ceil(rows / rowsPerSlice);
  const parts = runShader(backend, {
    name: 'mien-conv2d-backprop-filter',
    code,
    inputs: { x, dy },
    uniforms: whole({
      inputs: conv.inChannels,
      outputs: conv.outChannels,
      height: conv.inHeight,
      width: conv.inWidth,
      outputHeight: conv.outHeight,
      outputWidth: conv.outWidth,
      filterHeight: conv.filterHeight,
      filterWidth: conv.filterWidth,
      padTop: conv.padInfo.top,
      padLeft: conv.padInfo.left,
      stride: conv.strideHeight,
      rows,
      rowsPerSlice,
      slices,
    }),
    outputShape: slices === 1 ? filterShape : [slices, ...filterShape],
    invocations: slices * perSlice,
  });
  if (slices === 1) return parts;
  const gradient = runShader(backend, {
    name: 'mien-sum-slices',
    code: sumCode,
    inputs: { parts },
    uniforms: whole({ slices }),
    outputShape: filterShape,
  });
  backend.disposeData(parts.dataId);
  return gradient;
}

function whole(numbers: Readonly<Record<string, number>>): UniformValue[] {
  return Object.entries(numbers).map(([name, value]) => ({ name, type: 'i32', value }));
}
