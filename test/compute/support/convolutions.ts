import { backend_util } from '@tensorflow/tfjs-core';

/** One convolution to test: sizes that break kernels are 1, odd, and one more than a tile of 4 or 8. */
export interface ConvCase {
  readonly name: string;
  readonly x: readonly [images: number, height: number, width: number, channels: number];
  readonly filter: readonly [height: number, width: number];
  readonly outputs: number;
  readonly stride: number;
  readonly pad: 'same' | 'valid';
}

export const CONVOLUTIONS: readonly ConvCase[] = [
  { name: 'one pixel', x: [1, 1, 1, 1], filter: [1, 1], outputs: 1, stride: 1, pad: 'valid' },
  { name: '3 x 3 same, odd sizes', x: [3, 5, 7, 5], filter: [3, 3], outputs: 9, stride: 1, pad: 'same' },
  { name: '3 x 3 valid', x: [2, 6, 5, 3], filter: [3, 3], outputs: 4, stride: 1, pad: 'valid' },
  {
    name: '5 x 5 with stride 2, even size',
    x: [2, 8, 8, 1],
    filter: [5, 5],
    outputs: 17,
    stride: 2,
    pad: 'same',
  },
  {
    name: '3 x 3 with stride 2, valid, a row left over',
    x: [2, 8, 6, 4],
    filter: [3, 3],
    outputs: 3,
    stride: 2,
    pad: 'valid',
  },
  { name: 'an even filter', x: [1, 5, 4, 2], filter: [2, 4], outputs: 3, stride: 1, pad: 'same' },
  {
    name: 'stride 3 with a small filter',
    x: [2, 7, 7, 2],
    filter: [1, 1],
    outputs: 3,
    stride: 3,
    pad: 'same',
  },
  // 9 x 33 x 144 columns are more than one chunk holds for all images at once.
  {
    name: 'more images than one chunk holds',
    x: [13, 12, 12, 33],
    filter: [3, 3],
    outputs: 8,
    stride: 1,
    pad: 'same',
  },
  // Columns and a product of our own: whole panels of outputs, with a block that is not full.
  { name: '5 x 5 in columns', x: [7, 9, 11, 12], filter: [5, 5], outputs: 16, stride: 1, pad: 'same' },
  { name: 'strided columns', x: [13, 9, 11, 12], filter: [4, 3], outputs: 8, stride: 2, pad: 'valid' },
  // From here on 3 x 3 with channels in eights: what Winograd's tiles of 2 x 2 take on wasm.
  { name: 'tiles that fit', x: [4, 12, 10, 8], filter: [3, 3], outputs: 16, stride: 1, pad: 'same' },
  { name: 'tiles over the edge', x: [5, 11, 7, 16], filter: [3, 3], outputs: 8, stride: 1, pad: 'same' },
  { name: 'tiles without padding', x: [9, 9, 8, 8], filter: [3, 3], outputs: 24, stride: 1, pad: 'valid' },
  // 80 channels leave blocks of 96 tiles, the last of them not full.
  {
    name: 'several blocks of tiles',
    x: [8, 11, 12, 32],
    filter: [3, 3],
    outputs: 48,
    stride: 1,
    pad: 'same',
  },
];

export function convInfo({ x, filter, outputs, stride, pad }: ConvCase): backend_util.Conv2DInfo {
  return backend_util.computeConv2DInfo([...x], [...filter, x[3], outputs], stride, 1, pad);
}

export function filterShape({ x, filter, outputs }: ConvCase): [number, number, number, number] {
  return [filter[0], filter[1], x[3], outputs];
}

export function outputShape(of: ConvCase): [number, number, number, number] {
  return convInfo(of).outShape as [number, number, number, number];
}
