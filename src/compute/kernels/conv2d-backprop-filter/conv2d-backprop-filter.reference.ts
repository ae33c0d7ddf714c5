import type { backend_util } from '@tensorflow/tfjs-core';

/**
 * Gradient of a convolution by its filter: every output pixel adds (what the tap saw) x (its gradient).
 *
 * @param x  [B, H, W, inputs], row by row
 * @param dy [B, outputHeight, outputWidth, outputs]
 * @returns [filterHeight, filterWidth, inputs, outputs]
 */
export function conv2dBackpropFilterReference(
  x: ArrayLike<number>,
  dy: ArrayLike<number>,
  conv: backend_util.Conv2DInfo,
): Float32Array {
  const { inChannels, outChannels, outHeight, outWidth } = conv;
  const gradient = new Float64Array(conv.filterHeight * conv.filterWidth * inChannels * outChannels);
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
              for (let output = 0; output < outChannels; output += 1) {
                const position = (tap + input) * outChannels + output;
                gradient[position] =
                  (gradient[position] ?? 0) + (x[xAt + input] ?? 0) * (dy[dyAt + output] ?? 0);
              }
            }
          }
        }
      }
    }
  }
  return Float32Array.from(gradient);
}
