import { backend_util, MaxPoolGrad, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { runKernelForOne } from '../../../src/compute/kernel-registry';
import { maxPoolGradReference } from '../../../src/compute/kernels/max-pool-grad/max-pool-grad.reference';
import { leftOver, normalTensor, take, use } from '../support/backends';

interface PoolCase {
  readonly name: string;
  readonly x: [number, number, number, number];
  readonly size: number;
  readonly stride: number;
  readonly pad: 'same' | 'valid';
}

const POOLS: readonly PoolCase[] = [
  { name: '2 x 2 windows side by side', x: [3, 6, 4, 5], size: 2, stride: 2, pad: 'same' },
  { name: 'an odd picture, whose last windows are cut', x: [2, 5, 7, 3], size: 2, stride: 2, pad: 'same' },
  { name: 'an odd picture, whose last row is left out', x: [2, 5, 7, 3], size: 2, stride: 2, pad: 'valid' },
  { name: 'overlapping windows', x: [2, 7, 6, 3], size: 3, stride: 2, pad: 'same' },
  { name: '2 x 2 windows of whole vectors', x: [3, 6, 4, 8], size: 2, stride: 2, pad: 'same' },
  { name: 'one pixel', x: [1, 1, 1, 1], size: 1, stride: 1, pad: 'valid' },
];

function poolInfo({ x, size, stride, pad }: PoolCase): backend_util.Conv2DInfo {
  return backend_util.computePool2DInfo(x, size, stride, 1, pad);
}

function maxPoolGrad({ size, stride, pad }: PoolCase, input: Tensor4D, dy: Tensor4D) {
  return runKernelForOne(MaxPoolGrad, { dy, input, output: dy }, { filterSize: size, strides: stride, pad });
}

describe('the gradient of max pooling on wasm', () => {
  it('goes to the largest of four, and to the first of equals', async () => {
    await use('wasm');
    const of: PoolCase = { name: '', x: [1, 2, 6, 1], size: 2, stride: 2, pad: 'valid' };
    // Three windows: largest bottom right, two equal largest on the diagonal, all negative.
    const input = tensor4d([1, 2, /**/ 0, 5, /**/ -4, -3, /**/ 3, 4, /**/ 5, 0, /**/ -2, -1], [1, 2, 6, 1]);
    const dy = tensor4d([10, 20, 30], [1, 1, 3, 1]);
    const [dx] = await take(maxPoolGrad(of, input, dy), input, dy);
    expect(dx).toEqual(Float32Array.of(0, 0, 0, 20, 0, 0, 0, 10, 0, 0, 0, 30));
  });

  it('goes to the first of equals in vectors of channels, too', async () => {
    await use('wasm');
    const of: PoolCase = { name: '', x: [1, 2, 2, 4], size: 2, stride: 2, pad: 'valid' };
    // One window of four channels: all equal, two below equal, right ones equal, zeros of both signs.
    const input = tensor4d([7, 1, 0, 0, /**/ 7, 2, 3, -0, /**/ 7, 4, 1, -0, /**/ 7, 4, 3, 0], [1, 2, 2, 4]);
    const dy = tensor4d([10, 20, 30, 40], [1, 1, 1, 4]);
    const [dx] = await take(maxPoolGrad(of, input, dy), input, dy);
    expect(dx).toEqual(Float32Array.of(10, 0, 0, 40, 0, 0, 30, 0, 0, 20, 0, 0, 0, 0, 0, 0));
  });

  it.each(POOLS)('agrees with the reference exactly: $name', async (of) => {
    await use('wasm');
    const left = await leftOver(async () => {
      const input = normalTensor<Tensor4D>(1, of.x);
      const dy = normalTensor<Tensor4D>(2, poolInfo(of).outShape as [number, number, number, number]);
      const [dx, xs, dys] = await take(maxPoolGrad(of, input, dy), input, dy);
      expect(dx).toEqual(maxPoolGradReference(xs ?? [], dys ?? [], poolInfo(of)));
    });
    expect(left).toBe(0);
  });
});
