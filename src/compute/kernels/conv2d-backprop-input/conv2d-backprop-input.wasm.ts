import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type backend_util, Conv2D, type TensorInfo } from '@tensorflow/tfjs-core';
import { callWasmKernel } from '../../kernel-registry';
import { inputGradient, isForWinograd } from '../../simd/winograd';
import { allocate, floatsOf, release } from '../../wasm-heap';

/**
 * The input gradient as a forward convolution: dy, spread out by the stride, with the filter turned by 180 degrees
 * and its channels exchanged. XNNPACK then does all of the arithmetic; tfjs' own loop is about fifty times slower.
 */
export function conv2dBackpropInputOnHeap(
  backend: BackendWasm,
  dy: TensorInfo,
  filter: TensorInfo,
  conv: backend_util.Conv2DInfo,
): TensorInfo {
  if (isForWinograd(conv)) return inputGradient(backend, dy, filter, conv);
  const turned = turnedFilter(backend, filter, conv);
  const isDense = conv.strideHeight === 1 && conv.strideWidth === 1;
  const spread = isDense ? dy : spreadByStride(backend, dy, conv);
  const dx = callWasmKernel(
    backend,
    Conv2D,
    { x: spread, filter: turned },
    { strides: 1, dilations: 1, pad: paddingFor(conv), dataFormat: 'NHWC' },
  );
  release(backend, turned, ...(isDense ? [] : [spread]));
  return dx;
}

/** [filterHeight, filterWidth, inputs, outputs] -> the same taps from last to first, [.., .., outputs, inputs]. */
function turnedFilter(backend: BackendWasm, filter: TensorInfo, conv: backend_util.Conv2DInfo): TensorInfo {
  const { inChannels, outChannels } = conv;
  const taps = conv.filterHeight * conv.filterWidth;
  const turned = allocate(backend, [conv.filterHeight, conv.filterWidth, outChannels, inChannels]);
  const [from, to] = [floatsOf(backend, filter), floatsOf(backend, turned)];
  let read = 0;
  for (let tap = taps - 1; tap >= 0; tap -= 1) {
    for (let input = 0; input < inChannels; input += 1) {
      const column = tap * outChannels * inChannels + input;
      for (let output = 0; output < outChannels; output += 1, read += 1)
        to[column + output * inChannels] = from[read] as number;
    }
  }
  return turned;
}

/** Puts stride - 1 zeros between neighbouring pixels of dy. */
function spreadByStride(backend: BackendWasm, dy: TensorInfo, conv: backend_util.Conv2DInfo): TensorInfo {
  const [height, width] = [
    spreadSize(conv.outHeight, conv.strideHeight),
    spreadSize(conv.outWidth, conv.strideWidth),
  ];
  const spread = allocate(backend, [conv.batchSize, height, width, conv.outChannels]);
  const [from, to] = [floatsOf(backend, dy), floatsOf(backend, spread)];
  to.fill(0);
  let read = 0;
  for (let image = 0; image < conv.batchSize; image += 1) {
    for (let row = 0; row < conv.outHeight; row += 1) {
      for (let column = 0; column < conv.outWidth; column += 1) {
        const write =
          ((image * height + row * conv.strideHeight) * width + column * conv.strideWidth) * conv.outChannels;
        for (let output = 0; output < conv.outChannels; output += 1, read += 1)
          to[write + output] = from[read] as number;
      }
    }
  }
  return spread;
}

function spreadSize(size: number, stride: number): number {
  return (size - 1) * stride + 1;
}

/** Zeros around the spread dy so that the result is as large as the input was. */
function paddingFor(conv: backend_util.Conv2DInfo): backend_util.ExplicitPadding {
  const top = conv.filterHeight - 1 - conv.padInfo.top;
  const left = conv.filterWidth - 1 - conv.padInfo.left;
  const bottom = conv.inHeight + conv.filterHeight - 1 - spreadSize(conv.outHeight, conv.strideHeight) - top;
  const right = conv.inWidth + conv.filterWidth - 1 - spreadSize(conv.outWidth, conv.strideWidth) - left;
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
