import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import { epochBatches } from '../../src/data/batches';
import type { Samples } from '../../src/data/samples';
import { trainingSamples } from '../../src/data/training-samples';
import { buildNetwork, initialiseWeights, type Network, readWeights } from '../../src/model/network';
import { presetOf } from '../../src/model/presets';
import type { DatasetManifest } from '../../src/shared/dataset';
import { sha256Hex } from '../../src/shared/digest';
import { randomBits } from '../../src/shared/random';
import type { Recipe } from '../../src/shared/recipe';
import type { Database } from '../../src/storage/database';
import { readModelWeights } from '../../src/storage/model-store';
import { trainModel } from '../../src/train/fit-loop';
import { learningRateAt } from '../../src/train/schedule';
import { createTrainingStep } from '../../src/train/training-step';
import { finish, freshDatabase, storeFaces } from '../support/stored-faces';

const EPOCHS = 2;
const BATCH = 4;
// Everything that changes from step to step and from epoch to epoch: rate, order, pictures, dropout.
const recipe: Recipe = { ...presetOf('fast').recipe, epochs: EPOCHS, batchSize: BATCH, seed: 3 };

let database: Database;
let dataset: DatasetManifest;
let samples: Samples;

beforeAll(async () => {
  await startBackend({ backend: 'wasm' });
  database = await freshDatabase();
  dataset = await storeFaces(
    database,
    Array.from({ length: 10 }, (_, index) => ({
      label: index % 7,
      split: index < 8 ? ('train' as const) : ('validation' as const),
      pixels: Uint8Array.from({ length: 2304 }, (__, pixel) => randomBits(4, index, pixel) & 255),
    })),
  );
  samples = await trainingSamples(database, dataset.id, recipe);
});

afterAll(() => database.close());

function freshNetwork(): Network {
  const network = buildNetwork({ preset: 'fast', labels: dataset.labels, image: dataset.image });
  initialiseWeights(network, recipe.seed);
  return network;
}

describe('what a recipe says', () => {
  it('is done at every step: its rate, its order and its changed pictures', async () => {
    expect([recipe.schedule.kind, recipe.augmentation.flip]).toEqual(['one-cycle', true]);
    const network = freshNetwork();
    const step = await createTrainingStep(network, recipe, samples);
    const totalSteps = EPOCHS * 2;
    for (const epoch of [1, 2]) {
      step.startEpoch();
      for (const [index, positions] of epochBatches({ ...recipe, samples: 8, epoch }).entries()) {
        const place = 2 * (epoch - 1) + index;
        const learningRate = learningRateAt(recipe, place, totalSteps, []);
        step.run({ positions, epoch }, { learningRate, step: place });
      }
    }
    const byHand = await sha256Hex(await readWeights(network));
    step.dispose();
    network.dispose();
    const backend = await startBackend({ backend: 'wasm' });
    const request = { datasetId: dataset.id, preset: 'fast' as const, recipe };
    const outcome = await finish(trainModel(request, { database, backend }, new AbortController().signal));
    const trained = await readModelWeights(database, outcome?.modelId ?? '', 'last');
    expect(await sha256Hex(trained)).toBe(byHand);
  });

  it('reaches the loss: labels are smoothed', async () => {
    const firstLoss = async (labelSmoothing: number) => {
      const network = freshNetwork();
      const step = await createTrainingStep(network, { ...recipe, labelSmoothing }, samples);
      step.startEpoch();
      step.run({ positions: Uint32Array.of(0, 1, 2, 3), epoch: 1 }, { learningRate: 0, step: 0 });
      const { loss } = await step.read(1, 1);
      step.dispose();
      network.dispose();
      return loss;
    };
    const [plain, half, whole] = [await firstLoss(0), await firstLoss(0.5), await firstLoss(1)];
    expect(Math.abs(whole - plain)).toBeGreaterThan(1e-3);
    expect(half).toBeCloseTo((plain + whole) / 2, 4); // cross-entropy is linear in what is expected
  });
});
