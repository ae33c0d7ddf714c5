import {
  conv2d,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  mul,
  profile,
  type Scalar,
  sum,
  type Tensor,
  tensor4d,
  type Tensor4D,
  tidy,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { runKernelForOne } from '../../../src/compute/kernel-registry';
import { conv2dBackpropFilterReference } from '../../../src/compute/kernels/conv2d-backprop-filter/conv2d-backprop-filter.reference';
import { conv2dBackpropInputReference } from '../../../src/compute/kernels/conv2d-backprop-input/conv2d-backprop-input.reference';
import { leftOver, normalTensor, normalValues, relativeError, take, use } from '../support/backends';
import { type ConvCase, CONVOLUTIONS, convInfo, filterShape, outputShape } from '../support/convolutions';

// Sums of some thousand products in float32, against the same in float64.
const ALLOWED = 1e-5;

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function backpropFilter(of: ConvCase, x: Tensor4D, dy: Tensor4D): Tensor {
  const attributes = { strides: of.stride, pad: of.pad, dataFormat: 'NHWC', filterShape: filterShape(of) };
  return runKernelForOne(Conv2DBackpropFilter, { x, dy }, attributes);
}

function backpropInput(of: ConvCase, dy: Tensor4D, filter: Tensor4D): Tensor {
  const attributes = { strides: of.stride, pad: of.pad, dataFormat: 'NHWC', inputShape: [...of.x] };
  return runKernelForOne(Conv2DBackpropInput, { dy, filter }, attributes);
}

describe.each(['wasm', 'webgpu'] as const)('the gradients of a convolution on %s', (backend) => {
  it('give each tap what it saw times the gradient of what it made', async () => {
    await use(backend);
    // One 1 x 3 row, one tap to each side: y[i] = a x[i-1] + b x[i] + c x[i+1].
    const of: ConvCase = { name: '', x: [1, 1, 3, 1], filter: [1, 3], outputs: 1, stride: 1, pad: 'same' };
    const [x, dy] = [tensor4d([1, 2, 3], [1, 1, 3, 1]), tensor4d([10, 20, 30], [1, 1, 3, 1])];
    const filter = tensor4d([5, 7, 11], [1, 3, 1, 1]);
    const [byFilter, byInput] = await take(backpropFilter(of, x, dy), backpropInput(of, dy, filter));
    expect(byFilter).toEqual(Float32Array.of(1 * 20 + 2 * 30, 1 * 10 + 2 * 20 + 3 * 30, 2 * 10 + 3 * 20));
    expect(byInput).toEqual(Float32Array.of(7 * 10 + 5 * 20, 11 * 10 + 7 * 20 + 5 * 30, 11 * 20 + 7 * 30));
    await take(x, dy, filter);
  });

  it.each(CONVOLUTIONS)('agree with the reference: $name', async (of) => {
    await use(backend);
    const left = await leftOver(async () => {
      const [x, dy] = [normalTensor<Tensor4D>(1, [...of.x]), normalTensor<Tensor4D>(2, outputShape(of))];
      const filter = normalTensor<Tensor4D>(3, filterShape(of));
      const [byFilter, byInput] = await take(backpropFilter(of, x, dy), backpropInput(of, dy, filter));
      const [xs, dys, filters] = await take(x, dy, filter);
      if (!byFilter || !byInput || !xs || !dys || !filters) throw new Error('A tensor was not read.');
      expect(relativeError(byFilter, conv2dBackpropFilterReference(xs, dys, convInfo(of)))).toBeLessThan(
        ALLOWED,
      );
      expect(relativeError(byInput, conv2dBackpropInputReference(dys, filters, convInfo(of)))).toBeLessThan(
        ALLOWED,
      );
    });
    expect(left).toBe(0);
  });

  it('are not computed for an input that needs none', async () => {
    await use(backend);
    const calls = await takeGradientKernels();
    expect(calls).toEqual([Conv2DBackpropFilter]);
  });
});

/** Kernels of the backward pass of one convolution whose input is data, not a variable. */
async function takeGradientKernels(): Promise<string[]> {
  const filter = variable(normalTensor<Tensor4D>(3, [3, 3, 1, 2]));
  const x = normalTensor<Tensor4D>(1, [1, 4, 4, 1]);
  const { kernelNames } = await profile(() => {
    const { value, grads } = variableGrads(() => sum(conv2d(x, filter, 1, 'same')) as Scalar, [filter]);
    return [value, ...Object.values(grads)];
  });
  filter.dispose();
  x.dispose();
  return kernelNames.filter((name) => name.startsWith('Conv2DBackprop'));
}

describe('the reference of the gradients of a convolution', () => {
  const of: ConvCase = { name: '', x: [2, 5, 4, 2], filter: [3, 2], outputs: 3, stride: 2, pad: 'same' };

  it('agrees with finite differences', async () => {
    await use('cpu');
    const [x, filter] = [normalValues(1, sizeOf(of.x)), normalValues(2, sizeOf(filterShape(of)))];
    const dy = normalValues(3, sizeOf(outputShape(of)));
    const score = (xs: Float32Array, filters: Float32Array) =>
      tidy(() => {
        const y = conv2d(tensor4d(xs, [...of.x]), tensor4d(filters, filterShape(of)), of.stride, of.pad);
        return Number(sum(mul(y, tensor4d(dy, outputShape(of)))).dataSync()[0]);
      });
    const byFilter = slopes(filter, (moved) => score(x, moved));
    const byInput = slopes(x, (moved) => score(moved, filter));
    // The function is linear, so only the rounding of its float32 values is left.
    expect(relativeError(conv2dBackpropFilterReference(x, dy, convInfo(of)), byFilter)).toBeLessThan(1e-4);
    expect(relativeError(conv2dBackpropInputReference(dy, filter, convInfo(of)), byInput)).toBeLessThan(1e-4);
  });
});

/** Central differences of a function of many numbers. */
function slopes(values: Float32Array, score: (moved: Float32Array) => number): number[] {
  return Array.from(
    values,
    (value, index) => score(values.with(index, value + 0.5)) - score(values.with(index, value - 0.5)),
  );
}
