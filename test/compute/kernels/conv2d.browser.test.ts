import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  backend as currentBackend,
  conv2d,
  fused,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { startSimdKernels } from '../../../src/compute/simd/simd-kernels';
import { leftOver, normalTensor, relativeError, take, use } from '../support/backends';
import { type ConvCase, CONVOLUTIONS, filterShape } from '../support/convolutions';

// Sums of some hundred products in float32, in two orders.
const ALLOWED = 1e-5;

async function convolutionOn(backend: 'cpu' | 'wasm', of: ConvCase): Promise<Float32Array[]> {
  await use(backend);
  const x = normalTensor<Tensor4D>(1, [...of.x]);
  const filter = normalTensor<Tensor4D>(2, filterShape(of));
  const bias = normalTensor<Tensor1D>(3, [of.outputs]);
  const settings = { x, filter, strides: of.stride, pad: of.pad, bias };
  const results = await take(
    conv2d(x, filter, of.stride, of.pad),
    fused.conv2d(settings),
    fused.conv2d({ ...settings, activation: 'relu' }),
    fused.conv2d({ ...settings, activation: 'sigmoid' }),
  );
  await take(x, filter, bias);
  return results;
}

async function startKernels(mayFuse: boolean): Promise<boolean> {
  await use('wasm');
  return startSimdKernels(currentBackend() as BackendWasm, mayFuse);
}

describe('a convolution on wasm without fused multiply-add', () => {
  afterEach(async () => {
    await startKernels(true);
  });

  it.each(CONVOLUTIONS)('agrees with the cpu backend: $name', async (of) => {
    const expected = await convolutionOn('cpu', of);
    expect(await startKernels(false)).toBe(false);
    const found = await convolutionOn('wasm', of);
    for (const [index, values] of expected.entries())
      expect(relativeError(found[index] ?? [], values)).toBeLessThan(ALLOWED);
  });
});

describe('a convolution on wasm', () => {
  it.each(CONVOLUTIONS)('agrees with the cpu backend, bias and activation included: $name', async (of) => {
    const expected = await convolutionOn('cpu', of);
    await use('wasm');
    let found: Float32Array[] = [];
    const left = await leftOver(async () => {
      found = await convolutionOn('wasm', of);
    });
    for (const [index, values] of expected.entries())
      expect(relativeError(found[index] ?? [], values)).toBeLessThan(ALLOWED);
    expect(left).toBe(0);
  });

  it('gives the same bits every time, whatever was in memory', async () => {
    const of = CONVOLUTIONS.find(({ name }) => name === 'several blocks of tiles') as ConvCase;
    const first = await convolutionOn('wasm', of);
    await take(normalTensor(4, [1 << 20])); // leaves other values in the memory that the next run is given
    expect(await convolutionOn('wasm', of)).toEqual(first);
  });
});
