import { describe, expect, it } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import type { Samples } from '../../src/data/samples';
import { buildNetwork, initialiseWeights, predict } from '../../src/model/network';
import { presetOf } from '../../src/model/presets';
import { PURPOSE, randomUniform } from '../../src/shared/random';
import type { Recipe } from '../../src/shared/recipe';
import { createTrainingStep } from '../../src/train/training-step';

const SMILES = ['smile', 'unsmile'];
const BATCH = 4;

function pictures(side: number): Samples {
  const image = { width: side, height: side, channels: 1 } as const;
  return {
    image,
    pixels: Uint8Array.from({ length: BATCH * side * side }, (_, index) =>
      Math.floor(256 * randomUniform(1, PURPOSE.actor, index)),
    ),
    labels: Uint8Array.from([0, 1, 1, 1]),
    indices: Uint32Array.from([0, 1, 2, 3]),
  };
}

/** Losses of four steps on one batch, and the probabilities after them. */
async function trainOn(
  backend: 'wasm' | 'webgpu',
  preset: 'fast' | 'smile-small' | 'seed-smile',
  side: number,
  change: Partial<Recipe> = {},
) {
  await startBackend({ backend });
  const samples = pictures(side);
  const recipe: Recipe = { ...presetOf(preset).recipe, batchSize: BATCH, ...change };
  const network = buildNetwork({ preset, labels: SMILES, image: samples.image, dropout: recipe.dropout });
  initialiseWeights(network, recipe.seed);
  const step = await createTrainingStep(network, recipe, samples);
  const losses: number[] = [];
  for (let index = 0; index < 4; index += 1) {
    step.startEpoch();
    step.run({ positions: samples.indices, epoch: 1 }, { learningRate: 1e-3, step: index });
    losses.push((await step.read(1, index + 1)).loss);
  }
  step.shareWeights('averaged');
  const probabilities = await predict(network, samples.pixels, BATCH);
  const { executor, refusal } = step;
  step.dispose();
  network.dispose();
  return { executor, refusal, losses, probabilities };
}

/** What the plan and autograd have of their own, apart from the network. */
const EVERYTHING: Partial<Recipe> = {
  mixup: { probability: 1, alpha: 1 },
  classWeights: 'balanced',
  averaging: 0.6,
  dropout: 0.4,
};

describe.each([
  { preset: 'smile-small', side: 24, change: EVERYTHING },
  { preset: 'fast', side: 24, change: EVERYTHING },
  { preset: 'seed-smile', side: 48, change: {} },
  { preset: 'seed-smile', side: 48, change: { clipNorm: 0.2 } },
  // By SGD, which feels the length of a gradient.
  { preset: 'fast', side: 16, change: { clipNorm: 0.1, optimizer: presetOf('balanced').recipe.optimizer } },
] as const)('$preset with $change', ({ preset, side, change }) => {
  it('loses the same by the plan and by autograd on wasm, and answers for both labels', async () => {
    const planned = await trainOn('webgpu', preset, side, change);
    const derived = await trainOn('wasm', preset, side, change);
    expect([planned.executor, planned.refusal]).toEqual(['plan', undefined]);
    expect([derived.executor, derived.refusal]).toEqual(['tfjs', { refused: 'backend' }]);
    for (const [step, loss] of planned.losses.entries())
      expect(Math.abs(loss - (derived.losses[step] ?? 0)), `step ${step}`).toBeLessThan(0.01 * loss);
    expect(planned.probabilities.length).toBe(2 * BATCH);
    for (let image = 0; image < BATCH; image += 1) {
      const [first = 0, second = 0] = planned.probabilities.subarray(2 * image);
      expect(first + second).toBeCloseTo(1, 6);
      expect(second).toBeCloseTo(derived.probabilities[2 * image + 1] ?? 0, 2);
    }
  }, 120_000);
});

it('mixup, class weights, running averages and the rate of dropout each change what is learnt', async () => {
  const plain = await trainOn('wasm', 'fast', 24);
  const { mixup, classWeights, averaging } = EVERYTHING;
  const mixed = await trainOn('wasm', 'fast', 24, { mixup });
  const weighted = await trainOn('wasm', 'fast', 24, { classWeights });
  const averaged = await trainOn('wasm', 'fast', 24, { averaging });
  const dropped = await trainOn('wasm', 'fast', 24, { dropout: 0.4 });
  const asItIs = await trainOn('wasm', 'fast', 24, { dropout: 0.1 });
  expect(dropped.losses[0]).not.toBe(plain.losses[0]);
  expect(asItIs.losses).toEqual(plain.losses); // what Fast has anyway
  expect(mixed.losses[0]).not.toBe(plain.losses[0]);
  expect(weighted.losses[0]).not.toBe(plain.losses[0]);
  expect(averaged.losses).toEqual(plain.losses); // the weights that are moved are the same
  expect(averaged.probabilities).not.toEqual(plain.probabilities);
});

/** SGD without memory or decay at a rate of 1 moves all weights together by exactly the length of the gradient. */
const BY_GRADIENT: Recipe['optimizer'] = {
  kind: 'sgd',
  learningRate: 1,
  momentum: 0,
  nesterov: false,
  weightDecay: 0,
};

/** What learns after one such step, and how far all of it was moved. */
async function oneStep(clipNorm: number | undefined) {
  await startBackend({ backend: 'wasm' });
  const samples = pictures(16);
  const recipe: Recipe = {
    ...presetOf('fast').recipe,
    batchSize: BATCH,
    optimizer: BY_GRADIENT,
    clipNorm,
    dropout: 0,
  };
  const network = buildNetwork({ preset: 'fast', labels: SMILES, image: samples.image, dropout: 0 });
  initialiseWeights(network, recipe.seed);
  const weights = () => Promise.all(network.logits.trainableWeights.map((one) => one.read().data()));
  const before = await weights();
  const step = await createTrainingStep(network, recipe, samples);
  step.startEpoch();
  step.run({ positions: samples.indices, epoch: 1 }, { learningRate: 1, step: 0 });
  step.shareWeights('moved');
  const after = await weights();
  step.dispose();
  network.dispose();
  let squares = 0;
  for (const [place, values] of after.entries())
    for (const [at, value] of values.entries()) squares += (value - (before[place]?.[at] ?? Number.NaN)) ** 2;
  return { after, length: Math.sqrt(squares) };
}

describe('gradients clipped by autograd', () => {
  it('move all weights together by the norm where they are longer, twice to the same bits', async () => {
    const free = await oneStep(undefined);
    const norm = free.length / 3;
    const clipped = await oneStep(norm);
    expect(clipped.length).toBeCloseTo(norm, 3);
    expect((await oneStep(norm)).after).toEqual(clipped.after);
  });

  it('are left as they are, to the bit, where they are shorter', async () => {
    const free = await oneStep(0);
    expect((await oneStep(2 * free.length)).after).toEqual(free.after);
  });
});
