import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { BatchMatMul, type backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { callWasmKernel } from '../../kernel-registry';
import { filterGradient as gradientThroughSpectrum, isForWinograd } from '../../simd/winograd';
import { allocate, floatsOf, release, releaseView, viewOf } from '../../wasm-heap';

// Columns of one chunk, 2 MiB: more and they no longer stay in the cache until the product reads them, less and there
// are many small products. From 2 to 8 MiB the difference is a few percent.
const COLUMN_ELEMENTS = 1 << 19;

// Between the planes of two channels, so that planes of 2^n bytes do not all fall into one cache set.
const PLANE_GAP = 16;

/**
 * Some images of a batch as [channels, height, width, images], with a frame of zeros where the filter reaches over the
 * edge. With the images innermost, what a tap sees of a row of pixels is one run of memory however small the picture.
 */
interface Planes {
  readonly first: number; // image
  readonly images: number;
  readonly height: number; // px, frame included
  readonly width: number;
  readonly pitch: number; // elements from one channel to the next
}

/**
 * The filter gradient as one matrix product, [taps x inputs, pixels] x [pixels, outputs], some images at a time.
 * The left side is built transposed because only the plain product is fast in this backend.
 */
export function conv2dBackpropFilterOnHeap(
  backend: BackendWasm,
  x: TensorInfo,
  dy: TensorInfo,
  conv: backend_util.Conv2DInfo,
): TensorInfo {
  if (isForWinograd(conv)) return gradientThroughSpectrum(backend, x, dy, conv);
  const rows = conv.filterHeight * conv.filterWidth * conv.inChannels;
  const pixels = conv.outHeight * conv.outWidth;
  const imagesAtOnce = Math.min(conv.batchSize, Math.max(1, Math.floor(COLUMN_ELEMENTS / (rows * pixels))));
  const memory = {
    planes: allocate(backend, [conv.inChannels * planesOf(conv, 0, imagesAtOnce).pitch]),
    columns: allocate(backend, [rows * imagesAtOnce * pixels]),
    gradients: allocate(backend, [imagesAtOnce * pixels * conv.outChannels]),
  };
  const filterGradient = allocate(backend, [
    conv.filterHeight,
    conv.filterWidth,
    conv.inChannels,
    conv.outChannels,
  ]);
  floatsOf(backend, filterGradient).fill(0);
  for (let first = 0; first < conv.batchSize; first += imagesAtOnce) {
    const planes = planesOf(conv, first, Math.min(imagesAtOnce, conv.batchSize - first));
    fillPlanes(floatsOf(backend, x), floatsOf(backend, memory.planes), conv, planes);
    fillColumns(floatsOf(backend, memory.planes), floatsOf(backend, memory.columns), conv, planes);
    fillGradients(floatsOf(backend, dy), floatsOf(backend, memory.gradients), conv, planes);
    const left = viewOf(backend, memory.columns, 0, [rows, planes.images * pixels]);
    const right = viewOf(backend, memory.gradients, 0, [planes.images * pixels, conv.outChannels]);
    const part = callWasmKernel(
      backend,
      BatchMatMul,
      { a: left, b: right },
      { transposeA: false, transposeB: false },
    );
    addInto(floatsOf(backend, filterGradient), floatsOf(backend, part));
    releaseView(backend, left);
    releaseView(backend, right);
    release(backend, part);
  }
  release(backend, memory.planes, memory.columns, memory.gradients);
  return filterGradient;
}

function planesOf(conv: backend_util.Conv2DInfo, first: number, images: number): Planes {
  const height = Math.max(
    (conv.outHeight - 1) * conv.strideHeight + conv.filterHeight,
    conv.inHeight + conv.padInfo.top,
  );
  const width = Math.max(
    (conv.outWidth - 1) * conv.strideWidth + conv.filterWidth,
    conv.inWidth + conv.padInfo.left,
  );
  return { first, images, height, width, pitch: images * height * width + PLANE_GAP };
}

/** From [images, height, width, channels], image by image. */
function fillPlanes(
  x: Float32Array,
  planes: Float32Array,
  conv: backend_util.Conv2DInfo,
  layout: Planes,
): void {
  const { inHeight, inWidth, inChannels } = conv;
  const { images, pitch } = layout;
  const imageSize = inHeight * inWidth * inChannels;
  planes.fill(0, 0, inChannels * pitch);
  for (let y = 0; y < inHeight; y += 1) {
    for (let column = 0; column < inWidth; column += 1) {
      const pixel = layout.first * imageSize + (y * inWidth + column) * inChannels;
      const to = ((y + conv.padInfo.top) * layout.width + column + conv.padInfo.left) * images;
      for (let image = 0; image < images; image += 1) {
        const from = pixel + image * imageSize;
        for (let channel = 0, at = to + image; channel < inChannels; channel += 1, at += pitch) {
          planes[at] = x[from + channel] as number;
        }
      }
    }
  }
}

/** Row (tap, channel) of the columns: what that tap sees of that channel, for every output pixel of every image. */
function fillColumns(
  planes: Float32Array,
  columns: Float32Array,
  conv: backend_util.Conv2DInfo,
  layout: Planes,
): void {
  const { images, width, pitch } = layout;
  // With stride 1 a whole row of pixels is one run; with more, the images of one pixel are.
  const [runs, run] = conv.strideWidth === 1 ? [1, conv.outWidth * images] : [conv.outWidth, images];
  const rowStep = conv.strideHeight * width * images;
  const runStep = conv.strideWidth * images;
  let to = 0;
  for (let ky = 0; ky < conv.filterHeight; ky += 1) {
    for (let kx = 0; kx < conv.filterWidth; kx += 1) {
      for (let channel = 0; channel < conv.inChannels; channel += 1) {
        const start = channel * pitch + (ky * width + kx) * images;
        for (let row = 0; row < conv.outHeight; row += 1) {
          for (let index = 0; index < runs; index += 1) {
            let from = start + row * rowStep + index * runStep;
            for (const end = to + run; to < end; to += 1, from += 1) columns[to] = planes[from] as number;
          }
        }
      }
    }
  }
}

/** [images, pixels, outputs] of dy becomes [pixels, images, outputs], the order of the columns. */
function fillGradients(
  dy: Float32Array,
  gradients: Float32Array,
  conv: backend_util.Conv2DInfo,
  layout: Planes,
): void {
  const { outChannels } = conv;
  const pixels = conv.outHeight * conv.outWidth;
  let from = layout.first * pixels * outChannels;
  for (let image = 0; image < layout.images; image += 1) {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      const to = (pixel * layout.images + image) * outChannels;
      for (let channel = 0; channel < outChannels; channel += 1, from += 1)
        gradients[to + channel] = dy[from] as number;
    }
  }
}

function addInto(sum: Float32Array, part: Float32Array): void {
  for (let index = 0; index < sum.length; index += 1)
    sum[index] = (sum[index] as number) + (part[index] as number);
}
