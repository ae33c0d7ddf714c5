import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf, allocate, release } from '../wasm-heap';
import { simdOf } from './simd-kernels';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
const PARTS = 16; // values in the spectrum of one tile, and of one filter

// Fewer tiles do not pay for taking the filter to its spectrum: the last layers of a single live face go through XNNPACK.
const LEAST_TILES = 16;

// Floats of the spectra of one block of tiles, 512 KiB: they stay in a second-level cache between the transforms.
const BLOCK_FLOATS = 1 << 17;

/** Which convolutions our own kernels take: 3 x 3, dense, on enough pixels, channels in whole vectors. */
export function isForWinograd(conv: backend_util.Conv2DInfo): boolean {
  return (
    conv.dataFormat === 'channelsLast' &&
    conv.filterHeight === 3 &&
    conv.filterWidth === 3 &&
    conv.strideHeight === 1 &&
    conv.strideWidth === 1 &&
    conv.dilationHeight === 1 &&
    conv.dilationWidth === 1 &&
    conv.inChannels % 8 === 0 &&
    conv.outChannels % 8 === 0 &&
    tilesOf(conv.outHeight, conv.outWidth).each * conv.batchSize >= LEAST_TILES
  );
}

interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

interface Tiles {
  readonly rows: number;
  readonly columns: number;
  readonly each: number; // of one image
}

function tilesOf(height: number, width: number): Tiles {
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  return { rows, columns, each: rows * columns };
}

/** Tiles of one block: a multiple of 12, so that both sixes and fours of rows come out even. */
function blockOf(channels: number, tiles: number): number {
  const fitting = Math.floor(BLOCK_FLOATS / (PARTS * channels * 12)) * 12;
  return Math.min(Math.max(fitting, 24), Math.ceil(tiles / 12) * 12);
}

interface Correlation {
  readonly images: number;
  readonly from: Picture;
  readonly to: Picture;
  readonly top: number; // padding
  readonly left: number;
  /** Where the first tap is, and how to get to the next, to the next input and output channel, bytes. */
  readonly filter: {
    readonly first: number;
    readonly tap: number;
    readonly input: number;
    readonly output: number;
  };
}

/** y = x * filter (+ bias), not below `floor`: 0 is ReLU. */
export function convolve(
  backend: BackendWasm,
  x: TensorInfo,
  filter: TensorInfo,
  conv: backend_util.Conv2DInfo,
  { bias, floor = Number.NEGATIVE_INFINITY }: { readonly bias?: TensorInfo | undefined; floor?: number } = {},
): TensorInfo {
  const { inChannels, outChannels } = conv;
  const job: Correlation = {
    images: conv.batchSize,
    from: { height: conv.inHeight, width: conv.inWidth, channels: inChannels },
    to: { height: conv.outHeight, width: conv.outWidth, channels: outChannels },
    top: conv.padInfo.top,
    left: conv.padInfo.left,
    filter: { first: 0, tap: inChannels * outChannels * FLOAT, input: outChannels * FLOAT, output: FLOAT },
  };
  return correlate(backend, x, filter, job, { bias, floor });
}

/** dx: a convolution of dy with the filter turned by 180 degrees and its channels exchanged. */
export function inputGradient(
  backend: BackendWasm,
  dy: TensorInfo,
  filter: TensorInfo,
  conv: backend_util.Conv2DInfo,
): TensorInfo {
  const { inChannels, outChannels } = conv;
  const tap = inChannels * outChannels * FLOAT;
  const job: Correlation = {
    images: conv.batchSize,
    from: { height: conv.outHeight, width: conv.outWidth, channels: outChannels },
    to: { height: conv.inHeight, width: conv.inWidth, channels: inChannels },
    top: 2 - conv.padInfo.top,
    left: 2 - conv.padInfo.left,
    filter: { first: 8 * tap, tap: -tap, input: FLOAT, output: outChannels * FLOAT },
  };
  return correlate(backend, dy, filter, job, { floor: Number.NEGATIVE_INFINITY });
}

function correlate(
  backend: BackendWasm,
  x: TensorInfo,
  filter: TensorInfo,
  { images, from, to, top, left, filter: step }: Correlation,
  { bias, floor }: { readonly bias?: TensorInfo | undefined; readonly floor: number },
): TensorInfo {
  const simd = simdOf(backend);
  const tiles = tilesOf(to.height, to.width);
  const all = tiles.each * images;
  const block = blockOf(from.channels + to.channels, all);
  const y = allocate(backend, [images, to.height, to.width, to.channels]);
  const memory = {
    filter: allocate(backend, [PARTS * from.channels * to.channels]),
    input: allocate(backend, [PARTS * block * from.channels]),
    output: allocate(backend, [PARTS * block * to.channels]),
    patch: allocate(backend, [PARTS * from.channels]),
  };
  const [filters, inputs, outputs] = [
    addressOf(backend, memory.filter),
    addressOf(backend, memory.input),
    addressOf(backend, memory.output),
  ];
  const [filterPart, inputPart, outputPart] = [
    from.channels * to.channels * FLOAT,
    block * from.channels * FLOAT,
    block * to.channels * FLOAT,
  ];
  simd.filterToSpectrum(
    addressOf(backend, filter) + step.first,
    step.tap,
    step.input,
    step.output,
    from.channels,
    to.channels,
    filters,
    filterPart,
  );
  for (let first = 0; first < all; first += block) {
    const count = Math.min(block, all - first);
    const padded = Math.ceil(count / 4) * 4;
    simd.tilesToSpectrum(
      addressOf(backend, x),
      from.height,
      from.width,
      from.channels,
      top,
      left,
      tiles.rows,
      tiles.columns,
      first,
      count,
      padded,
      inputs,
      inputPart,
      addressOf(backend, memory.patch),
    );
    for (let part = 0; part < PARTS; part += 1) {
      simd.product(
        inputs + part * inputPart,
        from.channels * FLOAT,
        FLOAT,
        filters + part * filterPart,
        outputs + part * outputPart,
        to.channels * FLOAT,
        padded,
        to.channels,
        from.channels,
      );
    }
    simd.spectrumToTiles(
      outputs,
      outputPart,
      addressOf(backend, y),
      to.height,
      to.width,
      to.channels,
      tiles.rows,
      tiles.columns,
      first,
      count,
      bias ? addressOf(backend, bias) : 0,
      floor,
    );
  }
  release(backend, memory.filter, memory.input, memory.output, memory.patch);
  return y;
}

/** The filter gradient [3, 3, inputs, outputs]: summed in the spectrum, one block of tiles after the other. */
export function filterGradient(
  backend: BackendWasm,
  x: TensorInfo,
  dy: TensorInfo,
  conv: backend_util.Conv2DInfo,
): TensorInfo {
  const simd = simdOf(backend);
  const { inChannels, outChannels, outHeight, outWidth } = conv;
  const tiles = tilesOf(outHeight, outWidth);
  const all = tiles.each * conv.batchSize;
  const block = blockOf(inChannels + outChannels, all);
  const pairs = inChannels * outChannels;
  const gradient = allocate(backend, [3, 3, inChannels, outChannels]);
  const memory = {
    input: allocate(backend, [PARTS * block * inChannels]),
    output: allocate(backend, [PARTS * block * outChannels]),
    product: allocate(backend, [pairs]),
    sum: allocate(backend, [PARTS * pairs]),
    patch: allocate(backend, [PARTS * inChannels]),
  };
  const [inputs, outputs, product, sum] = [
    addressOf(backend, memory.input),
    addressOf(backend, memory.output),
    addressOf(backend, memory.product),
    addressOf(backend, memory.sum),
  ];
  const [inputPart, outputPart] = [block * inChannels * FLOAT, block * outChannels * FLOAT];
  for (let first = 0; first < all; first += block) {
    const count = Math.min(block, all - first);
    simd.tilesToSpectrum(
      addressOf(backend, x),
      conv.inHeight,
      conv.inWidth,
      inChannels,
      conv.padInfo.top,
      conv.padInfo.left,
      tiles.rows,
      tiles.columns,
      first,
      count,
      count,
      inputs,
      inputPart,
      addressOf(backend, memory.patch),
    );
    simd.gradientsToSpectrum(
      addressOf(backend, dy),
      outHeight,
      outWidth,
      outChannels,
      tiles.rows,
      tiles.columns,
      first,
      count,
      outputs,
      outputPart,
    );
    for (let part = 0; part < PARTS; part += 1) {
      simd.product(
        inputs + part * inputPart,
        FLOAT,
        inChannels * FLOAT,
        outputs + part * outputPart,
        product,
        outChannels * FLOAT,
        inChannels,
        outChannels,
        count,
      );
      simd.accumulate(product, sum + part * pairs * FLOAT, pairs * FLOAT, first === 0 ? 0 : 1);
    }
  }
  simd.spectrumToFilter(sum, pairs, addressOf(backend, gradient));
  release(backend, memory.input, memory.output, memory.product, memory.sum, memory.patch);
  return gradient;
}
