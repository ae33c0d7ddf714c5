import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { simdOf } from '../../simd/simd-kernels';
import { filterGradient, isForWinograd } from '../../simd/winograd';
import { addressOf, allocate, floatsOf, release } from '../../wasm-heap';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

// Columns of one block, 1 MiB: more and they leave the cache before the product reads them, less and the partial sums
// are written too often.
const COLUMN_ELEMENTS = 1 << 18;

export function conv2dBackpropFilterOnHeap(
  backend: BackendWasm,
  x: TensorInfo,
  dy: TensorInfo,
  conv: backend_util.Conv2DInfo,
): TensorInfo {
  return isForWinograd(conv) ? filterGradient(backend, x, dy, conv) : throughColumns(backend, x, dy, conv);
}

/** One matrix product, [taps x inputs, pixels] x [pixels, outputs], some pixels at a time. */
function throughColumns(
  backend: BackendWasm,
  x: TensorInfo,
  dy: TensorInfo,
  conv: backend_util.Conv2DInfo,
): TensorInfo {
  const simd = simdOf(backend);
  const taps = conv.filterHeight * conv.filterWidth * conv.inChannels;
  const [rows, outputs] = [Math.ceil(taps / 4) * 4, Math.ceil(conv.outChannels / 8) * 8];
  const pixels = conv.batchSize * conv.outHeight * conv.outWidth;
  const block = Math.min(pixels, Math.max(16, Math.floor(COLUMN_ELEMENTS / rows)));
  const memory = {
    columns: allocate(backend, [block * rows]),
    gradients: allocate(backend, [block * outputs]),
    product: allocate(backend, [rows * outputs]),
    sum: allocate(backend, [rows * outputs]),
  };
  const at = (tensor: TensorInfo) => addressOf(backend, tensor);
  for (let first = 0; first < pixels; first += block) {
    const count = Math.min(block, pixels - first);
    simd.gatherColumns(
      at(x),
      conv.inHeight,
      conv.inWidth,
      conv.inChannels,
      conv.outHeight,
      conv.outWidth,
      conv.filterHeight,
      conv.filterWidth,
      conv.strideHeight,
      conv.strideWidth,
      conv.padInfo.top,
      conv.padInfo.left,
      first,
      count,
      at(memory.columns),
      rows,
    );
    simd.toPanels(at(dy) + first * conv.outChannels * FLOAT, count, conv.outChannels, at(memory.gradients));
    simd.product(
      at(memory.columns),
      FLOAT,
      rows * FLOAT,
      at(memory.gradients),
      at(memory.product),
      outputs * FLOAT,
      rows,
      outputs,
      count,
    );
    simd.accumulate(at(memory.product), at(memory.sum), rows * outputs * FLOAT, first === 0 ? 0 : 1);
  }
  const gradient = allocate(backend, [
    conv.filterHeight,
    conv.filterWidth,
    conv.inChannels,
    conv.outChannels,
  ]);
  const [from, to] = [floatsOf(backend, memory.sum), floatsOf(backend, gradient)];
  for (let tap = 0; tap < taps; tap += 1)
    to.set(from.subarray(tap * outputs, tap * outputs + conv.outChannels), tap * conv.outChannels);
  release(backend, memory.columns, memory.gradients, memory.product, memory.sum);
  return gradient;
}
