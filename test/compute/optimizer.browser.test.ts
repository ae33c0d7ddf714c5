import { scalar, tensor, type Tensor, tensor1d, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createOptimizer, type RunningOptimizer } from '../../src/compute/optimizer';
import type { Optimizer } from '../../src/shared/recipe';
import { ALL_BACKENDS, leftOver, normalTensor, normalValues, relativeError, use } from './support/backends';

const OPTIMIZERS: readonly Optimizer[] = [
  { kind: 'adam', learningRate: 0.01 },
  { kind: 'adamw', learningRate: 0.01, weightDecay: 0.1 },
  { kind: 'sgd', learningRate: 0.01, momentum: 0, nesterov: false, weightDecay: 0.1 },
  { kind: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: false, weightDecay: 0 },
  { kind: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: true, weightDecay: 0.1 },
  { kind: 'rmsprop', learningRate: 0.01 },
];

function running(optimizer: Optimizer, weights: readonly Variable[], decays = true): RunningOptimizer {
  return createOptimizer(
    optimizer,
    weights.map((one, index) => ({ name: `weight_${index}`, variable: one, decays })),
  );
}

/** Runs steps with gradients that are a function of the step, as a training would. */
function descend(
  optimizer: RunningOptimizer,
  weights: readonly Variable[],
  { from = 0, to }: { from?: number; to: number },
): void {
  for (let step = from; step < to; step += 1) {
    tidy(() =>
      optimizer.apply(
        weights.map((weight, index) => normalTensor<Tensor>(100 * step + index, weight.shape)),
        0.01,
      ),
    );
  }
}

async function valuesOf(weights: readonly Variable[]): Promise<Float32Array[]> {
  return Promise.all(weights.map(async (weight) => Float32Array.from(await weight.data())));
}

function startWeights(): Variable[] {
  return tidy(() => [variable(normalTensor(1, [5, 13])), variable(normalTensor(2, [3]))]);
}

/** One weight of value 2 that sees the gradients 1 and -3 at a learning rate of 0.1. */
async function afterTwoSteps(optimizer: Optimizer, decays = true): Promise<number[]> {
  const weight = variable(tensor1d([2]));
  const moved = running(optimizer, [weight], decays);
  const values: number[] = [];
  for (const gradient of [1, -3]) {
    tidy(() => moved.apply([tensor1d([gradient])], 0.1));
    values.push((await weight.data())[0] ?? Number.NaN);
  }
  moved.dispose();
  weight.dispose();
  return values;
}

describe.each(ALL_BACKENDS)('on %s', (backend) => {
  it('Adam corrects both moments for their start at zero', async () => {
    await use(backend);
    const [first, second] = await afterTwoSteps({ kind: 'adam', learningRate: 0.1 });
    expect(first).toBeCloseTo(2 - 0.1, 5); // the moments are 1 and 1 once corrected
    const mean = (0.9 * 0.1 + 0.1 * -3) / (1 - 0.81);
    const square = (0.999 * 0.001 + 0.001 * 9) / (1 - 0.998001);
    expect(second).toBeCloseTo(1.9 - (0.1 * mean) / Math.sqrt(square), 5);
  });

  it('AdamW shrinks a kernel by learning rate x decay, apart from its gradient', async () => {
    await use(backend);
    const adamw: Optimizer = { kind: 'adamw', learningRate: 0.1, weightDecay: 0.5 };
    expect((await afterTwoSteps(adamw))[0]).toBeCloseTo(2 * (1 - 0.05) - 0.1, 5);
    expect((await afterTwoSteps(adamw, false))[0]).toBeCloseTo(2 - 0.1, 5);
  });

  it('SGD follows the gradient', async () => {
    await use(backend);
    const sgd: Optimizer = { kind: 'sgd', learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0 };
    const [first, second] = await afterTwoSteps(sgd);
    expect(first).toBeCloseTo(1.9, 5);
    expect(second).toBeCloseTo(2.2, 5);
  });

  it('SGD with momentum adds up what fades', async () => {
    await use(backend);
    const sgd: Optimizer = { kind: 'sgd', learningRate: 0.1, momentum: 0.5, nesterov: false, weightDecay: 0 };
    const [first, second] = await afterTwoSteps(sgd);
    expect(first).toBeCloseTo(1.9, 5);
    expect(second).toBeCloseTo(1.9 - 0.1 * (0.5 * 1 - 3), 5);
  });

  it('Nesterov looks one step of the velocity ahead', async () => {
    await use(backend);
    const sgd: Optimizer = { kind: 'sgd', learningRate: 0.1, momentum: 0.5, nesterov: true, weightDecay: 0 };
    const [first, second] = await afterTwoSteps(sgd);
    expect(first).toBeCloseTo(2 - 0.1 * (1 + 0.5 * 1), 5);
    expect(second).toBeCloseTo(1.85 - 0.1 * (-3 + 0.5 * (0.5 * 1 - 3)), 5);
  });

  it('SGD adds weight decay to the gradient of a kernel, before momentum sees it', async () => {
    await use(backend);
    const sgd: Optimizer = {
      kind: 'sgd',
      learningRate: 0.1,
      momentum: 0.5,
      nesterov: true,
      weightDecay: 0.2,
    };
    const [first, second] = await afterTwoSteps(sgd);
    const after = 2 - 0.1 * (1.4 + 0.5 * 1.4); // 1 + 0.2 x 2 = 1.4
    expect(first).toBeCloseTo(after, 5);
    const slope = -3 + 0.2 * after;
    expect(second).toBeCloseTo(after - 0.1 * (slope + 0.5 * (0.5 * 1.4 + slope)), 5);
    expect((await afterTwoSteps(sgd, false))[0]).toBeCloseTo(2 - 0.1 * 1.5, 5);
  });

  it('RMSprop divides by the root of the fading mean square', async () => {
    await use(backend);
    const [first, second] = await afterTwoSteps({ kind: 'rmsprop', learningRate: 0.1 });
    expect(first).toBeCloseTo(2 - 0.1 / Math.sqrt(0.1), 4);
    expect(second).toBeCloseTo(2 - 0.1 / Math.sqrt(0.1) + 0.3 / Math.sqrt(0.9 * 0.1 + 0.1 * 9), 4);
  });

  it.each(OPTIMIZERS)('$kind continues bit for bit from a saved state', async (optimizer) => {
    await use(backend);
    const weights = startWeights();
    const first = running(optimizer, weights);
    descend(first, weights, { to: 3 });
    const [saved, state] = [await valuesOf(weights), await first.state()];
    descend(first, weights, { from: 3, to: 6 });
    const uninterrupted = await valuesOf(weights);

    const resumed = startWeights();
    const again = running(optimizer, resumed);
    tidy(() => {
      again.restore(structuredClone(state));
      for (const [index, weight] of resumed.entries()) weight.assign(restored(saved[index], weight));
    });
    descend(again, resumed, { from: 3, to: 6 });
    expect(await valuesOf(resumed)).toEqual(uninterrupted);
    for (const end of [first, again, ...weights, ...resumed]) end.dispose();
  });

  it.each(OPTIMIZERS)('$kind leaves no tensor behind', async (optimizer) => {
    await use(backend);
    expect(
      await leftOver(async () => {
        const weights = startWeights();
        const moved = running(optimizer, weights);
        descend(moved, weights, { to: 2 });
        moved.dispose();
        for (const weight of weights) weight.dispose();
      }),
    ).toBe(0);
  });
});

function restored(values: Float32Array | undefined, weight: Variable): Tensor {
  if (!values) throw new Error('A weight was not saved.');
  return tensor(values, weight.shape);
}

describe.each(['wasm', 'webgpu'] as const)('on %s', (backend) => {
  it.each(OPTIMIZERS)('$kind follows the reference over twenty steps', async (optimizer) => {
    const after: Float32Array[] = [];
    for (const name of ['cpu', backend] as const) {
      await use(name);
      const weight = variable(normalTensor(1, [65]));
      const moved = running(optimizer, [weight]);
      descend(moved, [weight], { to: 20 });
      after.push(...(await valuesOf([weight])));
      moved.dispose();
      weight.dispose();
    }
    const start = normalValues(1, 65);
    const [expected, found] = after.map((values) =>
      values.map((value, index) => value - (start[index] ?? 0)),
    );
    expect(relativeError(found ?? [], expected ?? [])).toBeLessThan(1e-4);
  });
});

describe('an optimizer', () => {
  it('refuses a state of other weights, or of another optimizer', async () => {
    await use('wasm');
    const weight = variable(scalar(1));
    const adam = running({ kind: 'adam', learningRate: 0.1 }, [weight]);
    const rmsprop = running({ kind: 'rmsprop', learningRate: 0.1 }, [weight]);
    expect(() => adam.restore({ steps: 1, moments: [] })).toThrow('another network or optimizer');
    const state = await rmsprop.state();
    expect(() => adam.restore(state)).toThrow('another network or optimizer');
    for (const end of [adam, rmsprop, weight]) end.dispose();
  });
});
