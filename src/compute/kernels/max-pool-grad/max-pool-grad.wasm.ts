import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { simdOf } from '../../simd/simd-kernels';
import { addressOf, allocate, floatsOf } from '../../wasm-heap';

export function maxPoolGradOnHeap(
  backend: BackendWasm,
  x: TensorInfo,
  dy: TensorInfo,
  pool: backend_util.Conv2DInfo,
): TensorInfo {
  const dx = allocate(backend, x.shape);
  if (isTwoByTwo(pool))
    simdOf(backend).pool2x2Gradient(
      addressOf(backend, x),
      addressOf(backend, dy),
      addressOf(backend, dx),
      pool.batchSize * pool.outHeight,
      pool.outWidth,
      pool.inChannels,
    );
  else anyWindow(floatsOf(backend, x), floatsOf(backend, dy), floatsOf(backend, dx), pool);
  return dx;
}

/** 2 x 2 windows that touch and cover the whole picture, of whole vectors of channels. */
function isTwoByTwo(pool: backend_util.Conv2DInfo): boolean {
  return (
    pool.effectiveFilterHeight === 2 &&
    pool.effectiveFilterWidth === 2 &&
    pool.strideHeight === 2 &&
    pool.strideWidth === 2 &&
    pool.inHeight === pool.outHeight * 2 &&
    pool.inWidth === pool.outWidth * 2 &&
    pool.inChannels % 4 === 0
  );
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
