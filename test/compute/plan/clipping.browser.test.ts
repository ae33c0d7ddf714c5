import { describe, expect, it } from 'vitest';
import { TrainingPlan } from '../../../src/compute/plan/training-plan';
import type { Optimizer } from '../../../src/shared/recipe';
import { relativeError, use } from '../support/backends';
import { batchOf, buildChain, type ChainDescription, CHAINS, differentiate } from './support/small-chain';

// Its velocity after one step from zero is the gradient, as far as clipping leaves it.
const MOMENTUM: Optimizer = {
  kind: 'sgd',
  learningRate: 0.01,
  momentum: 0.5,
  nesterov: false,
  weightDecay: 0,
};

function lengthOf(gradients: readonly Float32Array[]): number {
  let squares = 0;
  for (const gradient of gradients) for (const slope of gradient) squares += slope ** 2;
  return Math.sqrt(squares);
}

/** All gradients of one step, by plain loops, and how long they are together. */
async function reference(of: ChainDescription) {
  await use('cpu');
  const chain = buildChain(of);
  const labels = chain.network.outputs[0]?.shape.at(-1) ?? 0;
  const batch = batchOf(of, labels);
  const { value, grads } = differentiate(chain, batch, 0, 0);
  const gradients = await Promise.all(
    chain.weights.map(async ({ name }) => Float32Array.from((await grads[name]?.data()) ?? [])),
  );
  value.dispose();
  for (const gradient of Object.values(grads)) gradient.dispose();
  chain.network.dispose();
  return { batch, gradients, length: lengthOf(gradients) };
}

/** What the plan remembers after one step: the gradients. */
async function planned(of: ChainDescription, batch: ReturnType<typeof batchOf>, clipNorm: number) {
  await use('webgpu');
  const chain = buildChain(of);
  const options = { batch: of.batch, labelSmoothing: 0, optimizer: MOMENTUM, clipNorm, fill: Number.NaN };
  const plan = await TrainingPlan.compile(chain.network, options);
  if (!(plan instanceof TrainingPlan)) throw new Error(`No plan: ${plan.refused} ${plan.layer}`);
  plan.clearScores();
  plan.run(batch, { learningRate: 0.01, step: 0, seed: 5 });
  const { moments } = await plan.readState();
  plan.dispose();
  chain.network.dispose();
  return moments.map(({ values }) => values);
}

describe.each(CHAINS)('the plan of $name', (of) => {
  it('moves by gradients that are together no longer than the norm, and keeps their direction', async () => {
    const { batch, gradients, length } = await reference(of);
    const clipped = await planned(of, batch, length / 4);
    expect(lengthOf(clipped)).toBeCloseTo(length / 4, 4);
    for (const [place, gradient] of gradients.entries()) {
      const values = clipped[place] ?? new Float32Array();
      const wanted = gradient.map((slope) => slope / 4);
      // A bias before batch norm: its true gradient is zero, and the plan does not move it.
      if (values.every((value) => value === 0)) expect(lengthOf([wanted]) / length).toBeLessThan(1e-5);
      else expect(relativeError(values, wanted)).toBeLessThan(1e-3);
    }
    // In the same order every time: to the bit.
    expect(await planned(of, batch, length / 4)).toEqual(clipped);
  });
});

it('the plan leaves gradients that are shorter than the norm as they are, to the bit', async () => {
  const [of] = CHAINS;
  if (!of) throw new Error('There is no network to try.');
  const { batch, length } = await reference(of);
  expect(await planned(of, batch, 2 * length)).toEqual(await planned(of, batch, 0));
});
