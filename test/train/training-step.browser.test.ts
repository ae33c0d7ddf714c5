import { afterEach, describe, expect, it } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import { sampleCast } from '../../src/data/actors/sample-cast';
import type { Samples } from '../../src/data/samples';
import { buildNetwork, initialiseWeights } from '../../src/model/network';
import { presetOf } from '../../src/model/presets';
import { FER2013_IMAGE } from '../../src/shared/dataset';
import { EXPRESSIONS } from '../../src/shared/labels';
import { NO_AUGMENTATION, type Recipe } from '../../src/shared/recipe';
import { createTrainingStep } from '../../src/train/training-step';

const BATCH = 8;
const STEPS = 15;

const recipe: Recipe = {
  ...presetOf('fast').recipe,
  batchSize: BATCH,
  augmentation: NO_AUGMENTATION,
  labelSmoothing: 0,
};

describe('Fast on WebGPU (software adapter)', () => {
  let cleanUp: (() => void) | undefined;
  afterEach(() => cleanUp?.());

  it('learns one fixed batch of eight drawn faces: after 15 steps the loss is under 0.8 of the first', async () => {
    const backend = await startBackend({ backend: 'webgpu' });
    expect(backend.name).toBe('webgpu');
    const network = buildNetwork({ preset: 'fast', labels: EXPRESSIONS, image: FER2013_IMAGE });
    initialiseWeights(network, recipe.seed);
    const samples = eightFaces();
    const step = await createTrainingStep(network, recipe, samples);
    expect(step.executor).toBe('plan');
    cleanUp = () => {
      step.dispose();
      network.dispose();
    };
    const positions = Uint32Array.from({ length: BATCH }, (_, position) => position);

    const losses: number[] = [];
    for (let index = 0; index < STEPS; index += 1) {
      step.startEpoch(); // so that each reading is of one step
      step.run({ positions, epoch: 1 }, { learningRate: 1e-3, step: index });
      losses.push((await step.read(1, index + 1)).loss);
    }
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? 0));
    // The software adapter takes some seconds per step when other tests keep the cores busy.
  }, 300_000);
});

function eightFaces(): Samples {
  const faces = [...sampleCast(5, 2)].slice(0, BATCH);
  return {
    image: FER2013_IMAGE,
    pixels: Uint8Array.from(faces.flatMap(({ pixels }) => [...pixels])),
    labels: Uint8Array.from(faces, ({ label }) => label),
    indices: Uint32Array.from(faces.keys()),
  };
}
