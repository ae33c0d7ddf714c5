import type { backend_util } from '@tensorflow/tfjs-core';

/**
 * Gradient of max pooling: each output's gradient goes to the first maximum of its window, row by row, as in
 * TensorFlow. (Stock tfjs gives it to the last one.)
 *
 * @param x  [B, H, W, C], what was pooled
 * @param dy [B, outputHeight, outputWidth, C]
 * @returns [B, H, W, C]
 */
export function maxPoolGradReference(
  x: ArrayLike<number>,
  dy: ArrayLike<number>,
  pool: backend_util.Conv2DInfo,
): Float32Array {
  const { inHeight, inWidth, inChannels, outHeight, outWidth } = pool;
  const gradient = new Float32Array(pool.batchSize * inHeight * inWidth * inChannels);
  for (let image = 0; image < pool.batchSize; image += 1) {
    for (let row = 0; row < outHeight; row += 1) {
      for (let column = 0; column < outWidth; column += 1) {
        for (let channel = 0; channel < inChannels; channel += 1) {
          let best = Number.NEGATIVE_INFINITY;
          let bestAt = -1;
          for (let ky = 0; ky < pool.effectiveFilterHeight; ky += 1) {
            const y = row * pool.strideHeight + ky - pool.padInfo.top;
            if (y < 0 || y >= inHeight) continue;
            for (let kx = 0; kx < pool.effectiveFilterWidth; kx += 1) {
              const at = column * pool.strideWidth + kx - pool.padInfo.left;
              if (at < 0 || at >= inWidth) continue;
              const position = ((image * inHeight + y) * inWidth + at) * inChannels + channel;
              const value = x[position] ?? 0;
              if (bestAt >= 0 && !(value > best)) continue;
              best = value;
              bestAt = position;
            }
          }
          const from = ((image * outHeight + row) * outWidth + column) * inChannels + channel;
          gradient[bestAt] = (gradient[bestAt] ?? 0) + (dy[from] ?? 0);
        }
      }
    }
  }
  return gradient;
}
