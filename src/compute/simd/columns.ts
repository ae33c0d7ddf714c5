import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf, allocate, release } from '../wasm-heap';
import { isFused, simdOf } from './simd-kernels';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

// Columns of one block, 1 MiB: more and they leave the cache before the product reads them, less and the partial sums
// of a filter gradient are written too often.
const COLUMN_ELEMENTS = 1 << 18;

// Fewer do not pay for gathering them.
const LEAST_TAPS = 64;
const LEAST_PIXELS = 96;

interface ColumnBlocks {
  readonly taps: number; // filter height x width x input channels
  readonly pitch: number; // floats from one column to the next, whole vectors
  readonly pixels: number; // of all images
  readonly block: number; // pixels at a time
}

function columnBlocks(conv: backend_util.Conv2DInfo): ColumnBlocks {
  const taps = conv.filterHeight * conv.filterWidth * conv.inChannels;
  const pitch = Math.ceil(taps / 4) * 4;
  const pixels = conv.batchSize * conv.outHeight * conv.outWidth;
  const fitting = Math.floor(COLUMN_ELEMENTS / pitch / 12) * 12;
  return { taps, pitch, pixels, block: Math.min(Math.max(fitting, 24), Math.ceil(pixels / 4) * 4) };
}

/** What `count` output pixels from the `first` on see of x, [count, pitch]. */
export function gather(
  backend: BackendWasm,
  x: TensorInfo,
  conv: backend_util.Conv2DInfo,
  to: {
    readonly first: number;
    readonly count: number;
    readonly columns: TensorInfo;
    readonly pitch: number;
  },
): void {
  simdOf(backend).gatherColumns(
    addressOf(backend, x),
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
    to.first,
    to.count,
    addressOf(backend, to.columns),
    to.pitch,
  );
}

/** Which convolutions are faster as columns and our product than through XNNPACK: none without the fused instruction. */
export function isForColumns(backend: BackendWasm, conv: backend_util.Conv2DInfo): boolean {
  const { taps, pixels } = columnBlocks(conv);
  return (
    isFused(backend) &&
    conv.dataFormat === 'channelsLast' &&
    conv.dilationHeight === 1 &&
    conv.dilationWidth === 1 &&
    conv.outChannels % 8 === 0 &&
    taps % 4 === 0 &&
    taps >= LEAST_TAPS &&
    pixels >= LEAST_PIXELS
  );
}

/** y = x * filter (+ bias), not below `floor`. */
export function convolveColumns(
  backend: BackendWasm,
  x: TensorInfo,
  filter: TensorInfo,
  conv: backend_util.Conv2DInfo,
  { bias, floor }: { readonly bias: TensorInfo | undefined; readonly floor: number },
): TensorInfo {
  const simd = simdOf(backend);
  const { pitch, pixels, block } = columnBlocks(conv);
  const { outChannels } = conv;
  const y = allocate(backend, conv.outShape);
  const memory = {
    filter: allocate(backend, filter.shape),
    columns: allocate(backend, [block * pitch]),
    product: allocate(backend, [block * outChannels]),
  };
  const at = (tensor: TensorInfo) => addressOf(backend, tensor);
  simd.toPanels(at(filter), pitch, outChannels, at(memory.filter));
  for (let first = 0; first < pixels; first += block) {
    const count = Math.min(block, pixels - first);
    gather(backend, x, conv, { first, count, columns: memory.columns, pitch });
    simd.product(
      at(memory.columns),
      pitch * FLOAT,
      FLOAT,
      at(memory.filter),
      at(memory.product),
      outChannels * FLOAT,
      Math.ceil(count / 4) * 4, // the rows behind the last pixel are made of what was there before, and not used
      outChannels,
      pitch,
    );
    const to = at(y) + first * outChannels * FLOAT;
    simd.addBias(at(memory.product), to, count, outChannels, bias ? at(bias) : 0, floor);
  }
  release(backend, memory.filter, memory.columns, memory.product);
  return y;
}

/** The filter gradient as one matrix product, [taps, pixels] x [pixels, outputs], some pixels at a time. */
export function filterGradientOfColumns(
  backend: BackendWasm,
  x: TensorInfo,
  dy: TensorInfo,
  conv: backend_util.Conv2DInfo,
): TensorInfo {
  const simd = simdOf(backend);
  const { taps, pitch, pixels, block } = columnBlocks(conv);
  const outputs = Math.ceil(conv.outChannels / 8) * 8;
  const gradient = allocate(backend, [taps, conv.outChannels]);
  const memory = {
    columns: allocate(backend, [block * pitch]),
    gradients: allocate(backend, [block * outputs]),
    product: allocate(backend, [pitch * outputs]),
    sum: allocate(backend, [pitch * outputs]),
  };
  const at = (tensor: TensorInfo) => addressOf(backend, tensor);
  for (let first = 0; first < pixels; first += block) {
    const count = Math.min(block, pixels - first);
    gather(backend, x, conv, { first, count, columns: memory.columns, pitch });
    simd.toPanels(at(dy) + first * conv.outChannels * FLOAT, count, conv.outChannels, at(memory.gradients));
    simd.product(
      at(memory.columns),
      FLOAT,
      pitch * FLOAT,
      at(memory.gradients),
      at(memory.product),
      outputs * FLOAT,
      pitch,
      outputs,
      count,
    );
    simd.accumulate(at(memory.product), at(memory.sum), pitch * outputs * FLOAT, first === 0 ? 0 : 1);
  }
  simd.dropPadding(at(memory.sum), taps, outputs, conv.outChannels, at(gradient));
  release(backend, memory.columns, memory.gradients, memory.product, memory.sum);
  return { ...gradient, shape: conv.filterShape };
}
