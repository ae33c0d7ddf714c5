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
    labels: Uint8Array.from([0, 1, 1, 0]),
    indices: Uint32Array.from([0, 1, 2, 3]),
  };
}

/** Losses of four steps on one batch, and the probabilities after them. */
async function trainOn(backend: 'wasm' | 'webgpu', preset: 'smile-small' | 'seed-smile', side: number) {
  await startBackend({ backend });
  const samples = pictures(side);
  const recipe: Recipe = { ...presetOf(preset).recipe, batchSize: BATCH };
  const network = buildNetwork({ preset, labels: SMILES, image: samples.image });
  initialiseWeights(network, recipe.seed);
  const step = await createTrainingStep(network, recipe, samples);
  const losses: number[] = [];
  for (let index = 0; index < 4; index += 1) {
    step.startEpoch();
    step.run({ positions: samples.indices, epoch: 1 }, { learningRate: 1e-3, step: index });
    losses.push((await step.read(1, index + 1)).loss);
  }
  step.shareWeights();
  const probabilities = await predict(network, samples.pixels, BATCH);
  const { executor, refusal } = step;
  step.dispose();
  network.dispose();
  return { executor, refusal, losses, probabilities };
}

describe.each([
  { preset: 'smile-small', side: 24 },
  { preset: 'seed-smile', side: 48 },
] as const)('$preset', ({ preset, side }) => {
  it('loses the same by the plan and by autograd on wasm, and answers for both labels', async () => {
    const planned = await trainOn('webgpu', preset, side);
    const derived = await trainOn('wasm', preset, side);
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
  });
});
