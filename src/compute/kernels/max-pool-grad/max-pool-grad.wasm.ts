import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { allocate, bitsOf, floatsOf } from '../../wasm-heap';

export function maxPoolGradOnHeap(
  backend: BackendWasm,
  x: TensorInfo,
  dy: TensorInfo,
  pool: backend_util.Conv2DInfo,
): TensorInfo {
  const dx = allocate(backend, x.shape);
  if (isTwoByTwo(pool)) twoByTwo(bitsOf(backend, x), bitsOf(backend, dy), bitsOf(backend, dx), pool);
  else anyWindow(floatsOf(backend, x), floatsOf(backend, dy), floatsOf(backend, dx), pool);
  return dx;
}

/** 2 x 2 windows that touch and cover the whole picture: every element of dx is written exactly once. */
function isTwoByTwo(pool: backend_util.Conv2DInfo): boolean {
  return (
    pool.effectiveFilterHeight === 2 &&
    pool.effectiveFilterWidth === 2 &&
    pool.strideHeight === 2 &&
    pool.strideWidth === 2 &&
    pool.inHeight === pool.outHeight * 2 &&
    pool.inWidth === pool.outWidth * 2
  );
}

/** Without a branch, on the bits of the numbers: which of four is largest cannot be foreseen. */
function twoByTwo(x: Int32Array, dy: Int32Array, dx: Int32Array, pool: backend_util.Conv2DInfo): void {
  const channels = pool.inChannels;
  const belowStep = pool.inWidth * channels;
  const rows = pool.batchSize * pool.outHeight;
  let from = 0;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < pool.outWidth; column += 1) {
      const topLeft = row * 2 * belowStep + column * 2 * channels;
      for (let at = topLeft; at < topLeft + channels; at += 1, from += 1) {
        const gradient = dy[from] as number;
        const a = ordered(x[at] as number);
        const b = ordered(x[at + channels] as number);
        const c = ordered(x[at + belowStep] as number);
        const d = ordered(x[at + belowStep + channels] as number);
        const isRight = isBelow(a, b);
        const isRightBelow = isBelow(c, d);
        const isLower = isBelow(a ^ ((a ^ b) & isRight), c ^ ((c ^ d) & isRightBelow));
        dx[at] = gradient & ~isLower & ~isRight;
        dx[at + channels] = gradient & ~isLower & isRight;
        dx[at + belowStep] = gradient & isLower & ~isRightBelow;
        dx[at + belowStep + channels] = gradient & isLower & isRightBelow;
      }
    }
  }
}

/** The bits of a float32 as a whole number in the same order: negative floats count down as their bits count up. */
function ordered(bits: number): number {
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

/** All ones where a < b, else zero (Warren, Hacker's Delight, 2-12: signed comparison without overflow). */
function isBelow(a: number, b: number): number {
  return ((a & ~b) | (~(a ^ b) & (a - b))) >> 31;
}

function anyWindow(x: Float32Array, dy: Float32Array, dx: Float32Array, pool: backend_util.Conv2DInfo): void {
  dx.fill(0);
  let from = 0;
  for (let image = 0; image < pool.batchSize; image += 1) {
    for (let row = 0; row < pool.outHeight; row += 1) {
      for (let column = 0; column < pool.outWidth; column += 1) {
        for (let channel = 0; channel < pool.inChannels; channel += 1, from += 1) {
          const at = firstMaximum(x, pool, { image, row, column, channel });
          dx[at] = (dx[at] as number) + (dy[from] as number);
        }
      }
    }
  }
}

interface WindowPosition {
  readonly image: number;
  readonly row: number; // of the output
  readonly column: number;
  readonly channel: number;
}

/** Where in x the first maximum of one window stands. */
function firstMaximum(x: Float32Array, pool: backend_util.Conv2DInfo, window: WindowPosition): number {
  const top = window.row * pool.strideHeight - pool.padInfo.top;
  const left = window.column * pool.strideWidth - pool.padInfo.left;
  const [bottom, right] = [top + pool.effectiveFilterHeight, left + pool.effectiveFilterWidth];
  let bestAt = -1;
  for (let y = Math.max(top, 0); y < Math.min(bottom, pool.inHeight); y += 1) {
    for (let at = Math.max(left, 0); at < Math.min(right, pool.inWidth); at += 1) {
      const position =
        ((window.image * pool.inHeight + y) * pool.inWidth + at) * pool.inChannels + window.channel;
      if (bestAt < 0 || (x[position] as number) > (x[bestAt] as number)) bestAt = position;
    }
  }
  return bestAt;
}
