import type { backend_util } from '@tensorflow/tfjs-core';

/**
 * Gradient of a convolution by its input: every output pixel gives its gradient back to what its taps saw.
 *
 * @param dy     [B, outputHeight, outputWidth, outputs]
 * @param filter [filterHeight, filterWidth, inputs, outputs]
 * @returns [B, H, W, inputs]
 */
export function conv2dBackpropInputReference(
  dy: ArrayLike<number>,
  filter: ArrayLike<number>,
  conv: backend_util.Conv2DInfo,
): Float32Array {
  const { inChannels, outChannels, outHeight, outWidth } = conv;
  const gradient = new Float64Array(conv.batchSize * conv.inHeight * conv.inWidth * inChannels);
  for (let image = 0; image < conv.batchSize; image += 1) {
    for (let row = 0; row < outHeight; row += 1) {
      for (let column = 0; column < outWidth; column += 1) {
        const dyAt = ((image * outHeight + row) * outWidth + column) * outChannels;
        for (let ky = 0; ky < conv.filterHeight; ky += 1) {
          const y = row * conv.strideHeight + ky - conv.padInfo.top;
          if (y < 0 || y >= conv.inHeight) continue;
          for (let kx = 0; kx < conv.filterWidth; kx += 1) {
            const at = column * conv.strideWidth + kx - conv.padInfo.left;
            if (at < 0 || at >= conv.inWidth) continue;
            const xAt = ((image * conv.inHeight + y) * conv.inWidth + at) * inChannels;
            const tap = (ky * conv.filterWidth + kx) * inChannels;
            for (let input = 0; input < inChannels; input += 1) {
              let sum = 0;
              for (let output = 0; output < outChannels; output += 1) {
                sum += (dy[dyAt + output] ?? 0) * (filter[(tap + input) * outChannels + output] ?? 0);
              }
              gradient[xAt + input] = (gradient[xAt + input] ?? 0) + sum;
            }
          }
        }
      }
    }
  }
  return Float32Array.from(gradient);
}
