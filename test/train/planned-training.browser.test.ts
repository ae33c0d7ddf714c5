import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import { loadSplit } from '../../src/data/samples';
import { buildNetwork, initialiseWeights, writeWeights } from '../../src/model/network';
import { presetOf } from '../../src/model/presets';
import { randomBits } from '../../src/shared/random';
import { NO_AUGMENTATION, type Recipe } from '../../src/shared/recipe';
import { readModelWeights } from '../../src/storage/model-store';
import { trainModel, type TrainProgress } from '../../src/train/fit-loop';
import { validate } from '../../src/train/validate';
import { finish, freshDatabase, storeFaces } from '../support/stored-faces';

// One batch, the whole set: every epoch is one step.
const BATCH = 8;
const recipe: Recipe = {
  ...presetOf('fast').recipe,
  optimizer: { kind: 'adamw', learningRate: 3e-3, weightDecay: 0.02 },
  schedule: { kind: 'constant' },
  batchSize: BATCH,
  augmentation: NO_AUGMENTATION,
};

describe('training on a GPU', () => {
  it('goes through the plan, learns, and stores what it learned', async () => {
    const database = await freshDatabase();
    const dataset = await storeFaces(
      database,
      Array.from({ length: BATCH }, (_, index) => ({
        label: index % 7,
        split: 'train' as const,
        pixels: Uint8Array.from({ length: 2304 }, (__, pixel) => randomBits(1, index, pixel) & 255),
      })),
    );
    const backend = await startBackend({ backend: 'webgpu' });
    const train = async (epochs: number) => {
      const progress: TrainProgress[] = [];
      const outcome = await finish(
        trainModel(
          { datasetId: dataset.id, preset: 'fast', recipe: { ...recipe, epochs } },
          { database, backend },
          new AbortController().signal,
        ),
        (event) => progress.push(event),
      );
      return { outcome, progress };
    };
    const { outcome, progress } = await train(15);
    expect(progress.find((event) => event.kind === 'preparing' && event.what === 'first-step')).toMatchObject(
      { executor: 'plan' },
    );
    expect(outcome?.executor).toBe('plan');
    const losses = outcome?.history.map(({ train: { loss } }) => loss) ?? [];
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? 0));

    const tensors = memory().numTensors;
    const weights = async (epochs: number) => {
      const run = await train(epochs);
      return new Float32Array(await readModelWeights(database, run.outcome?.modelId ?? '', 'last'));
    };
    const [once, again] = [await weights(1), await weights(1)];
    expect(again).toEqual(once);
    expect(once.every(Number.isFinite)).toBe(true);
    expect(memory().numTensors).toBe(tensors);
    database.close();
  });

  it('validates with the weights it has moved', async () => {
    const database = await freshDatabase();
    const faces = Array.from({ length: BATCH + 5 }, (_, index) => ({
      label: index % 7,
      split: index < BATCH ? ('train' as const) : ('validation' as const),
      pixels: Uint8Array.from({ length: 2304 }, (__, pixel) => randomBits(3, index, pixel) & 255),
    }));
    const { id, labels, image } = await storeFaces(database, faces);
    const backend = await startBackend({ backend: 'webgpu' });
    const request = { datasetId: id, preset: 'fast' as const, recipe: { ...recipe, epochs: 2 } };
    const outcome = await finish(trainModel(request, { database, backend }, new AbortController().signal));
    const told = outcome?.history.at(-1)?.validation?.loss ?? Number.NaN;
    expect(outcome?.executor).toBe('plan');

    await startBackend({ backend: 'wasm' });
    const validation = await loadSplit(database, id, 'validation');
    const network = buildNetwork({ preset: 'fast', labels, image });
    const lossNow = async () => {
      const scores = await finish(validate(network, validation, 2, new AbortController().signal));
      return scores && scores !== 'stopped' ? scores.loss : Number.NaN;
    };
    initialiseWeights(network, recipe.seed);
    const before = await lossNow();
    writeWeights(network, await readModelWeights(database, outcome?.modelId ?? '', 'last'));
    const after = await lossNow();
    expect(Math.abs(before - after)).toBeGreaterThan(0.01);
    expect(Math.abs(told - after)).toBeLessThan(0.001);
    network.dispose();
    database.close();
  }, 240_000);

  it('names the step at which the loss stops being a number', async () => {
    const database = await freshDatabase();
    const dataset = await storeFaces(
      database,
      Array.from({ length: 4 }, (_, index) => ({
        label: index,
        split: 'train' as const,
        pixels: Uint8Array.from({ length: 2304 }, (__, pixel) => randomBits(2, index, pixel) & 255),
      })),
    );
    const backend = await startBackend({ backend: 'webgpu' });
    const broken: Recipe = { ...recipe, epochs: 5, optimizer: { kind: 'adam', learningRate: 1e30 } };
    const job = trainModel(
      { datasetId: dataset.id, preset: 'fast', recipe: broken },
      { database, backend },
      new AbortController().signal,
    );
    await expect(finish(job)).rejects.toMatchObject({ code: 'train/not-finite' });
    database.close();
  });
});
