import { scalar, tensor, type Tensor, tensor1d, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type AdamState, createAdam } from '../../src/compute/adam';
import { ALL_BACKENDS, leftOver, normalTensor, normalValues, relativeError, use } from './support/backends';

/** Runs steps with gradients that are a function of the step, as a training would. */
function descend(
  adam: ReturnType<typeof createAdam>,
  weights: readonly Variable[],
  from: number,
  to: number,
): void {
  for (let step = from; step < to; step += 1) {
    tidy(() =>
      adam.apply(
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

describe.each(ALL_BACKENDS)('Adam on %s', (backend) => {
  it('first moves each weight by the learning rate, against its gradient', async () => {
    await use(backend);
    const weight = variable(tensor1d([1, 1, 1]));
    const adam = createAdam([{ variable: weight }]);
    tidy(() => adam.apply([tensor1d([0.5, -20, 0])], 0.1));
    // Both moments are corrected to the gradient itself: the step is 0.1 x g / (|g| + 1e-7).
    expect(Array.from(await weight.data(), (value) => Number(value.toFixed(5)))).toEqual([0.9, 1.1, 1]);
    adam.dispose();
    weight.dispose();
  });

  it('shrinks weights with weight decay, and only those', async () => {
    await use(backend);
    const [decayed, plain] = [variable(tensor1d([2])), variable(tensor1d([2]))];
    const adam = createAdam([{ variable: decayed, weightDecay: 0.5 }, { variable: plain }]);
    tidy(() => adam.apply([tensor1d([0]), tensor1d([0])], 0.1));
    expect((await decayed.data())[0]).toBeCloseTo(2 * (1 - 0.1 * 0.5), 6);
    expect((await plain.data())[0]).toBe(2);
    adam.dispose();
    decayed.dispose();
    plain.dispose();
  });

  it('continues bit for bit from a saved state', async () => {
    await use(backend);
    const weights = startWeights();
    const adam = createAdam(weights.map((weight) => ({ variable: weight, weightDecay: 0.1 })));
    descend(adam, weights, 0, 3);
    const [saved, state]: [Float32Array[], AdamState] = [await valuesOf(weights), await adam.state()];
    descend(adam, weights, 3, 6);
    const uninterrupted = await valuesOf(weights);

    const resumed = startWeights();
    const again = createAdam(resumed.map((weight) => ({ variable: weight, weightDecay: 0.1 })));
    tidy(() => {
      again.restore(state);
      for (const [index, weight] of resumed.entries()) weight.assign(restored(saved[index], weight));
    });
    descend(again, resumed, 3, 6);
    expect(await valuesOf(resumed)).toEqual(uninterrupted);
    for (const end of [adam, again, ...weights, ...resumed]) end.dispose();
  });

  it('leaves no tensor behind', async () => {
    await use(backend);
    expect(
      await leftOver(async () => {
        const weights = startWeights();
        const adam = createAdam(weights.map((weight) => ({ variable: weight })));
        descend(adam, weights, 0, 2);
        adam.dispose();
        for (const weight of weights) weight.dispose();
      }),
    ).toBe(0);
  });
});

function restored(values: Float32Array | undefined, weight: Variable): Tensor {
  if (!values) throw new Error('A weight was not saved.');
  return tensor(values, weight.shape);
}

describe.each(['wasm', 'webgpu'] as const)('Adam on %s', (backend) => {
  it('follows the reference over twenty steps', async () => {
    const after: Float32Array[] = [];
    for (const name of ['cpu', backend] as const) {
      await use(name);
      const weight = variable(normalTensor(1, [65]));
      const adam = createAdam([{ variable: weight, weightDecay: 0.01 }]);
      descend(adam, [weight], 0, 20);
      after.push(...(await valuesOf([weight])));
      adam.dispose();
      weight.dispose();
    }
    const [expected, actual] = after;
    const moved = expected?.map((value, index) => value - (normalValues(1, 65)[index] ?? 0)) ?? [];
    const found = actual?.map((value, index) => value - (normalValues(1, 65)[index] ?? 0)) ?? [];
    expect(relativeError(found, moved)).toBeLessThan(1e-4);
  });
});

describe('Adam', () => {
  it('refuses a state of another network', async () => {
    await use('wasm');
    const weight = variable(scalar(1));
    const adam = createAdam([{ variable: weight }]);
    expect(() => adam.restore({ steps: 1, moments: [] })).toThrow('1 parameters');
    adam.dispose();
    weight.dispose();
  });
});
