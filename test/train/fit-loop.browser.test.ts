import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import type { DrawnFace } from '../../src/data/drawn-sample';
import { evaluateModel } from '../../src/evaluate/evaluate-model';
import { buildNetwork } from '../../src/model/network';
import { presetOf } from '../../src/model/presets';
import type { DatasetManifest, Split } from '../../src/shared/dataset';
import { sha256Hex } from '../../src/shared/digest';
import { randomBits } from '../../src/shared/random';
import { NO_AUGMENTATION, type Recipe } from '../../src/shared/recipe';
import type { Database } from '../../src/storage/database';
import { getModel, listModels, readModelWeights, removeModel } from '../../src/storage/model-store';
import { getRun } from '../../src/storage/run-store';
import { learningRateAt } from '../../src/train/schedule';
import { trainModel, type TrainProgress } from '../../src/train/fit-loop';
import { finish, freshDatabase, storeFaces } from '../support/stored-faces';

const recipe: Recipe = {
  ...presetOf('fast').recipe,
  optimizer: { kind: 'adam', learningRate: 3e-3 },
  schedule: { kind: 'constant' },
  epochs: 12,
  batchSize: 14,
  labelSmoothing: 0,
  augmentation: NO_AUGMENTATION,
};

let database: Database;
let dataset: DatasetManifest;

beforeAll(async () => {
  database = await freshDatabase();
  dataset = await storeFaces(database, [...noise(14, 'train'), ...noise(7, 'validation')]);
});

afterAll(() => database.close());

describe('training on wasm', () => {
  const train = async (changes: Partial<Recipe> = {}, stopAfterEpoch = Infinity) => {
    const backend = await startBackend({ backend: 'wasm' });
    const stop = new AbortController();
    const progress: TrainProgress[] = [];
    const job = trainModel(
      { datasetId: dataset.id, preset: 'fast', recipe: { ...recipe, ...changes } },
      { database, backend },
      stop.signal,
    );
    const outcome = await finish(job, (event) => {
      progress.push(event);
      if (event.kind === 'epoch' && event.record.epoch === stopAfterEpoch) stop.abort();
    });
    return { outcome, progress };
  };

  it('learns fourteen pictures by heart', async () => {
    const { outcome } = await train({ epochs: 20 });
    expect(outcome?.history.at(-1)?.train.accuracy).toBe(1);
    expect(outcome?.history.at(-1)?.train.loss).toBeLessThan(0.2);
  });

  it('gives the same weights for the same seed, and others for another', async () => {
    const weights = async (seed: number) => {
      const { outcome } = await train({ epochs: 2, seed });
      return sha256Hex(await readModelWeights(database, outcome?.modelId ?? '', 'last'));
    };
    const [first, again, other] = [await weights(5), await weights(5), await weights(6)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('reports every epoch, after it is stored, with validation scores', async () => {
    const { outcome, progress } = await train({ epochs: 3 });
    const epochs = progress.filter((event) => event.kind === 'epoch');
    expect(epochs.map(({ record }) => record.epoch)).toEqual([1, 2, 3]);
    expect(epochs.every(({ record }) => record.validation !== null)).toBe(true);
    const stored = await getModel(database, outcome?.modelId ?? '');
    expect(stored.history).toEqual(outcome?.history);
    expect(stored.cards.last).toMatchObject({ weights: 'last', labels: dataset.labels, parameters: 246_999 });
    expect(stored.cards.best?.trained.epochs).toBe(outcome?.bestEpoch);
  });

  it.each([0, 0.9])(
    'its validation scores are those of the stored weights, averaging %d',
    async (averaging) => {
      const { outcome } = await train({ epochs: 2, averaging });
      const request = {
        modelId: outcome?.modelId ?? '',
        datasetId: dataset.id,
        split: 'validation' as const,
      };
      const evaluation = await finish(
        evaluateModel({ ...request, weights: 'last' }, { database }, new AbortController().signal),
      );
      expect(evaluation?.accuracy).toBe(outcome?.history.at(-1)?.validation?.accuracy);
      expect(evaluation?.images).toBe(7);
      expect(evaluation?.heldOut).toMatchObject({ verdict: 'proven', trained: 14 });
    },
  );

  it('ends before its last epoch when its patience is over, and counts as finished', async () => {
    const { outcome } = await train({ epochs: 12, patience: 1 });
    const losses = outcome?.history.map(({ validation }) => validation?.loss ?? 0) ?? [];
    expect(losses.length).toBeLessThan(12); // the labels are noise: what is learnt by heart helps nowhere
    expect(losses.at(-1)).toBeGreaterThanOrEqual(Math.min(...losses.slice(0, -1)));
    expect(outcome?.wasStopped).toBe(false);
    expect((await getRun(database, outcome?.modelId ?? '')).status).toBe('finished');
  });

  it('lowers the rate on a plateau by what the epochs before have shown', async () => {
    const schedule = { kind: 'plateau', factor: 0.5, patience: 1, leastRate: 1e-5 } as const;
    const { outcome } = await train({ epochs: 12, schedule });
    const history = outcome?.history ?? [];
    for (const [place, { learningRate }] of history.entries())
      expect(learningRate).toBe(learningRateAt({ ...recipe, schedule }, 0, 12, history.slice(0, place)));
    expect(history.at(-1)?.learningRate).toBeLessThan(3e-3);
  });

  it('keeps the weights of the epoch with the best validation accuracy beside the last', async () => {
    const { outcome } = await train({ epochs: 8 });
    const accuracies = outcome?.history.map(({ validation }) => validation?.accuracy ?? -1) ?? [];
    const best = accuracies.indexOf(Math.max(...accuracies)) + 1;
    expect(outcome?.bestEpoch).toBe(best);
    // The data is noise, so the first epochs guess as well as the last; what follows needs them to differ.
    expect(best).toBeLessThan(8);
    const read = async (which: 'best' | 'last', modelId = outcome?.modelId ?? '') =>
      sha256Hex(await readModelWeights(database, modelId, which));
    expect(await read('best')).not.toEqual(await read('last'));
    const again = await train({ epochs: best });
    expect(await read('last', again.outcome?.modelId)).toBe(await read('best'));
  });

  it('decays kernels, and nothing else', async () => {
    const weights = async (weightDecay: number) => {
      const optimizer = { kind: 'adamw' as const, learningRate: 1e-2, weightDecay };
      const { outcome } = await train({ optimizer, epochs: 1, batchSize: 14 });
      return new Float32Array(await readModelWeights(database, outcome?.modelId ?? '', 'last'));
    };
    const [plain, decayed] = [await weights(0), await weights(5)];
    let offset = 0;
    for (const { name, shape } of specs()) {
      const size = shape.reduce((product, side) => product * side, 1);
      const differs = plain
        .subarray(offset, offset + size)
        .some((value, at) => value !== decayed[offset + at]);
      expect(differs, name).toBe(name.endsWith('kernel'));
      offset += size;
    }
  });

  it('ends when its model is removed under it', async () => {
    const backend = await startBackend({ backend: 'wasm' });
    const request = { datasetId: dataset.id, preset: 'fast' as const, recipe: { ...recipe, epochs: 3 } };
    const job = trainModel(request, { database, backend }, new AbortController().signal);
    const ended = (async () => {
      for await (const event of job) if (event.kind === 'epoch') await removeModel(database, event.modelId);
    })();
    await expect(ended).rejects.toMatchObject({ code: 'storage/missing' });
  });

  it('when stopped keeps the last finished epoch', async () => {
    const { outcome } = await train({}, 2);
    expect(outcome).toMatchObject({ wasStopped: true });
    expect(outcome?.history.length).toBe(2);
    expect((await getModel(database, outcome?.modelId ?? '')).cards.last.trained.epochs).toBe(2);
  });

  it('stopped before its first epoch leaves no model', async () => {
    const before = (await listModels(database)).length;
    const backend = await startBackend({ backend: 'wasm' });
    const request = { datasetId: dataset.id, preset: 'fast' as const, recipe };
    const outcome = await finish(trainModel(request, { database, backend }, AbortSignal.abort()));
    expect(outcome).toBeUndefined();
    expect((await listModels(database)).length).toBe(before);
  });

  it('trains on no more images than the limit says, and the card tells how many', async () => {
    const { outcome } = await train({ epochs: 1, limit: 7 });
    expect(outcome?.card.trained.images).toBe(7);
  });

  it('names the step at which the loss stops being a number', async () => {
    await expect(train({ optimizer: { kind: 'adam', learningRate: 1e30 } })).rejects.toMatchObject({
      code: 'train/not-finite',
      details: { epoch: expect.any(Number), step: 1 },
    });
  });

  it('notices a loss that explodes in the first epoch, once the network had time to settle', async () => {
    const many = await storeFaces(database, noise(100, 'train'));
    const backend = await startBackend({ backend: 'wasm' });
    const explosive = { ...recipe, optimizer: { kind: 'adam', learningRate: 1e3 }, batchSize: 2 } as const;
    const job = trainModel(
      { datasetId: many.id, preset: 'fast', recipe: explosive },
      { database, backend },
      new AbortController().signal,
    );
    await expect(finish(job)).rejects.toMatchObject({
      code: 'train/exploded',
      details: { epoch: 1, step: expect.any(Number) },
    });
  });

  it('leaves no tensor behind', async () => {
    await train({ epochs: 1 });
    const before = memory().numTensors;
    await train({ epochs: 2 });
    expect(memory().numTensors).toBe(before);
  });
});

function specs() {
  const network = buildNetwork({ preset: 'fast', labels: dataset.labels, image: dataset.image });
  network.dispose();
  return network.weightSpecs;
}

/** Pictures of seeded noise, labels in turn: nothing but memory can tell them apart. */
function noise(count: number, split: Split): DrawnFace[] {
  return Array.from({ length: count }, (_, index) => ({
    label: index % 7,
    split,
    pixels: Uint8Array.from({ length: 2304 }, (__, pixel) => randomBits(split.length, index, pixel) & 255),
  }));
}
