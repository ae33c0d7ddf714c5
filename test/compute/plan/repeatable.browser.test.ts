import { dispose, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { TrainingPlan } from '../../../src/compute/plan/training-plan';
import {
  conv,
  dense,
  dropout,
  globalAveragePool,
  maxPool,
  norm,
  relu,
  residual,
} from '../../../src/model/preset-blocks';
import type { OptimizerState } from '../../../src/shared/optimizer-state';
import type { Optimizer } from '../../../src/shared/recipe';
import { use } from '../support/backends';
import { batchFor, logitsOf, planOf, SEED, type Specified } from './support/specified-network';

const NETWORK: Specified = {
  name: 'a little of everything',
  layers: [
    conv(4, 3, { bias: true, padding: 'valid' }),
    relu,
    maxPool,
    residual(4, 6, { stride: 2 }),
    dropout(0.2),
    conv(5, 3, { bias: true }),
    norm,
    relu,
    globalAveragePool,
    dense(1),
  ],
  shape: [3, 11, 9, 2],
  labels: 2,
};

const OPTIMIZERS: readonly Optimizer[] = [
  { kind: 'adamw', learningRate: 0.01, weightDecay: 0.1 },
  { kind: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: true, weightDecay: 0.1 },
  { kind: 'rmsprop', learningRate: 0.01 },
];

interface Saved {
  readonly weights: readonly Float32Array[];
  readonly state: OptimizerState;
}

function run(plan: TrainingPlan, from: number, to: number): void {
  for (let step = from; step < to; step += 1)
    plan.run(batchFor(NETWORK), { learningRate: 0.01 * (1 + step), step, seed: SEED });
}

/** Runs steps from..to-1, from the network's first weights or from what was saved. */
async function train(optimizer: Optimizer, [from, to]: [number, number], saved?: Saved): Promise<Saved> {
  await use('webgpu');
  const network = logitsOf(NETWORK);
  if (saved) {
    const values = network.weights.map((weight, index) =>
      tensor(saved.weights[index] ?? [], weight.read().shape),
    );
    network.setWeights(values);
    dispose(values);
  }
  const plan = await planOf(network, NETWORK, { optimizer });
  if (saved) plan.restoreState(structuredClone(saved.state));
  run(plan, from, to);
  plan.shareWeights();
  const weights: Float32Array[] = [];
  for (const weight of network.weights) weights.push(Float32Array.from(await weight.read().data()));
  const state = await plan.readState();
  plan.dispose();
  network.dispose();
  return { weights, state };
}

describe.each(OPTIMIZERS)('the plan with $kind', (optimizer) => {
  it('gives the same bits in one go and when it was interrupted', async () => {
    const whole = await train(optimizer, [0, 4]);
    expect(whole.weights.flatMap((values) => [...values]).every(Number.isFinite)).toBe(true);
    expect(await train(optimizer, [2, 4], await train(optimizer, [0, 2]))).toEqual(whole);
  });
});
