import { grad, ones, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { dropout, type DropoutCounters } from '../../../src/compute/kernels/dropout/dropout';
import { PURPOSE, randomUniform } from '../../../src/shared/random';
import { ALL_BACKENDS, leftOver, normalTensor, take, use } from '../support/backends';

const AT: DropoutCounters = { seed: 7, step: 3, layer: 2 };

describe.each(ALL_BACKENDS)('dropout on %s', (backend) => {
  it('drops what its counters say and doubles the rest at rate 1/2', async () => {
    await use(backend);
    const x = tensor1d([1, 2, 3, 4, 5, 6, 7, 8]);
    const isKept = (index: number) =>
      randomUniform(AT.seed, PURPOSE.dropout, AT.step, AT.layer, index) >= 0.5;
    const [y, xs] = await take(dropout(x, 0.5, AT), x);
    expect(y).toEqual(xs?.map((value, index) => (isKept(index) ? value * 2 : 0)));
    expect(y).toContain(0); // of this seed: both happen
    expect(y?.some((value) => value > 0)).toBe(true);
  });

  it('draws another mask in another step, layer or run', async () => {
    await use(backend);
    const x = ones([64]);
    const others = [
      { ...AT, step: 4 },
      { ...AT, layer: 3 },
      { ...AT, seed: 8 },
    ];
    const masks = await take(...[AT, ...others].map((counters) => dropout(x, 0.5, counters)), x);
    expect(new Set(masks.slice(0, 4).map(String)).size).toBe(4);
  });

  it('lets the gradient through where the value went through', async () => {
    await use(backend);
    const x = ones([33]);
    const [y, dx] = await take(dropout(x, 0.25, AT), grad((value: Tensor) => dropout(value, 0.25, AT))(x), x);
    expect(dx).toEqual(y);
  });

  it('keeps everything at rate 0', async () => {
    await use(backend);
    const x = normalTensor(1, [9]);
    const [y, xs] = await take(dropout(x, 0, AT), x);
    expect(y).toEqual(xs);
  });
});

describe.each(['wasm', 'webgpu'] as const)('dropout on %s', (backend) => {
  it.each([[1], [63], [65], [3, 5, 7, 11], [70_001]].map((shape) => ({ shape })))(
    'equals the reference bit for bit for $shape',
    async ({ shape }) => {
      const counters = { seed: 0xffffffff, step: 123_456, layer: 0xdeadbeef };
      await use('cpu');
      const [expected] = await take(dropout(normalTensor(1, shape), 0.3, counters));
      await use(backend);
      const [actual] = await take(dropout(normalTensor(1, shape), 0.3, counters));
      expect(actual).toEqual(expected);
    },
  );

  it('leaves no tensor behind', async () => {
    await use(backend);
    expect(
      await leftOver(async () => {
        const x = ones([5]);
        await take(grad((value: Tensor) => dropout(value, 0.5, AT))(x), x);
      }),
    ).toBe(0);
  });
});

describe('dropout', () => {
  it('keeps the share it is asked to keep', async () => {
    await use('wasm');
    const [y] = await take(dropout(ones([100_000]), 0.1, AT));
    const share = (y?.filter((value) => value > 0).length ?? 0) / 100_000;
    expect(share).toBeCloseTo(0.9, 2); // standard deviation 0.001
  });

  it('refuses a rate of one', () => {
    expect(() => dropout(ones([1]), 1, AT)).toThrow('below 1');
  });
});
