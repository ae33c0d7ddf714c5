import {
  grad,
  matMul,
  mean,
  relu,
  sum,
  type Tensor,
  tensor,
  tensor2d,
  type Tensor2D,
  tile,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { matMulReference } from '../../../src/compute/kernels/mat-mul/mat-mul.reference';
import { sumReference } from '../../../src/compute/kernels/reduction/reduction.reference';
import { tileReference } from '../../../src/compute/kernels/tile/tile.reference';
import { reductionOf } from '../../../src/compute/shapes';
import { ALL_BACKENDS, leftOver, normalTensor, relativeError, take, use } from '../support/backends';

describe.each(ALL_BACKENDS)('gradients of sums and means on %s', (backend) => {
  it('spread what arrives over what was summed', async () => {
    await use(backend);
    const x = tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const ofRows = grad((value: Tensor) => sum(value, 1))(x, tensor([10, 20]));
    const ofColumns = grad((value: Tensor) => mean(value, 0, true))(x, tensor([[2, 4, 6]]));
    const [rows, columns, all] = await take(ofRows, ofColumns, grad((value: Tensor) => mean(value))(x));
    expect(rows).toEqual(Float32Array.of(10, 10, 10, 20, 20, 20));
    expect(columns).toEqual(Float32Array.of(1, 2, 3, 1, 2, 3));
    expect(all).toEqual(new Float32Array(6).fill(1 / 6));
    x.dispose();
  });

  it('leave no tensor behind', async () => {
    await use(backend);
    expect(
      await leftOver(async () => {
        const [x, dy] = [normalTensor(1, [2, 3, 4]), tensor([1, 2, 3, 4])];
        await take(grad((value: Tensor) => mean(value, [0, 1]))(x, dy), x, dy);
      }),
    ).toBe(0);
  });
});

describe.each(ALL_BACKENDS)('the gradient of ReLU on %s', (backend) => {
  it('passes above zero and stops elsewhere', async () => {
    await use(backend);
    const x = tensor([-2, -0, 0, 1e-3, 3, -1e-3, 7]);
    const [dx] = await take(grad((value: Tensor) => relu(value))(x, tensor([1, -2, 3, -4, 5, 6, -7])), x);
    // Plus zero, because a gradient of -0 is as good as one of 0.
    expect(Array.from(dx ?? [], (value) => value + 0)).toEqual([0, 0, 0, -4, 5, 0, -7]);
  });
});

describe('sums and means on wasm', () => {
  it.each([
    { shape: [5, 7], axes: [0] },
    { shape: [3, 2, 5, 9], axes: [0, 1, 2] },
    { shape: [3, 4, 5, 9], axes: [1, 2] },
    { shape: [3, 4, 5], axes: [2] },
    { shape: [2, 3], axes: [0, 1] },
    { shape: [1, 1, 1], axes: [1] },
  ])('of $shape over axes $axes agree with the reference', async ({ shape, axes }) => {
    await use('wasm');
    const reduction = reductionOf(shape, axes);
    if (!reduction) throw new Error('The axes are neighbours.');
    const x = normalTensor(1, shape);
    const [sums, means, kept, xs] = await take(sum(x, axes), mean(x, axes), sum(x, axes, true), x);
    const expected = sumReference(xs ?? [], reduction);
    expect(relativeError(sums ?? [], expected)).toBeLessThan(1e-6);
    expect(relativeError(kept ?? [], expected)).toBeLessThan(1e-6);
    expect(
      relativeError(
        means ?? [],
        expected.map((value) => value / reduction.reduced),
      ),
    ).toBeLessThan(1e-6);
  });

  it('give the shapes they should, and leave other axes to tfjs', async () => {
    await use('wasm');
    const x = normalTensor(1, [2, 3, 4]);
    expect(sum(x, [0, 1], true).shape).toEqual([1, 1, 4]);
    expect(mean(x, 1).shape).toEqual([2, 4]);
    const [apart] = await take(sum(tensor([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]), [0, 2]));
    expect(apart).toEqual(Float32Array.of(1 + 2 + 5 + 6, 3 + 4 + 7 + 8));
  });
});

describe('repeating a tensor on wasm', () => {
  it.each([
    { shape: [3], repeats: [2] },
    { shape: [1], repeats: [5] },
    { shape: [2, 1, 3], repeats: [1, 4, 2] },
    { shape: [2, 1, 1, 3], repeats: [1, 6, 6, 1] },
    { shape: [2, 3], repeats: [1, 1] },
    { shape: [1, 1], repeats: [3, 5] },
  ])('$shape, $repeats times', async ({ shape, repeats }) => {
    await use('wasm');
    const x = normalTensor(1, shape);
    const [repeated, xs] = await take(tile(x, repeats), x);
    expect(repeated).toEqual(tileReference(xs ?? [], shape, repeats));
  });
});

describe('products of transposed matrices on wasm', () => {
  const size = { rows: 17, inner: 33, columns: 5 };
  it.each([
    { a: false, b: false },
    { a: true, b: false },
    { a: false, b: true },
    { a: true, b: true },
  ])('agree with the reference, transposed: left $a, right $b', async (transpose) => {
    await use('wasm');
    const left = await leftOver(async () => {
      const a = normalTensor<Tensor2D>(1, transpose.a ? [size.inner, size.rows] : [size.rows, size.inner]);
      const b = normalTensor<Tensor2D>(
        2,
        transpose.b ? [size.columns, size.inner] : [size.inner, size.columns],
      );
      const [product, as, bs] = await take(matMul(a, b, transpose.a, transpose.b), a, b);
      expect(relativeError(product ?? [], matMulReference(as ?? [], bs ?? [], size, transpose))).toBeLessThan(
        1e-6,
      );
    });
    expect(left).toBe(0);
  });
});
