import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import type { DrawnFace } from '../../src/data/drawn-sample';
import { loadSplit, sampleDigest } from '../../src/data/samples';
import { type EvaluateRequest, evaluateModel } from '../../src/evaluate/evaluate-model';
import { type DatasetManifest, type Split } from '../../src/shared/dataset';
import { EXPRESSIONS } from '../../src/shared/labels';
import { randomBits } from '../../src/shared/random';
import type { Database } from '../../src/storage/database';
import { addExclusionStep, undoExclusionStep } from '../../src/storage/dataset-review';
import { finish, freshDatabase, storeFaces } from '../support/stored-faces';
import { storeUntrained } from '../support/stored-model';

let database: Database;
let dataset: DatasetManifest;
let trained: { datasetId: string; sampleDigest: string };

beforeAll(async () => {
  await startBackend({ backend: 'wasm' });
  database = await freshDatabase();
  dataset = await storeFaces(database, [...noise(20, 'train'), ...noise(300, 'validation')]);
  const { indices } = await loadSplit(database, dataset.id, 'train');
  trained = { datasetId: dataset.id, sampleDigest: await sampleDigest(indices) };
});

afterAll(() => database.close());

const evaluate = (
  request: Pick<EvaluateRequest, 'modelId' | 'split'>,
  signal = new AbortController().signal,
) => finish(evaluateModel({ ...request, weights: 'last', datasetId: dataset.id }, { database }, signal));

describe('evaluating a model', () => {
  it('scores every picture of the split, over several batches', async () => {
    const { id } = await storeUntrained(database, { trained });
    const evaluation = await evaluate({ modelId: id, split: 'validation' });
    expect(evaluation?.images).toBe(300);
    expect(evaluation?.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(evaluation?.perLabel.map(({ images }) => images)).toEqual([43, 43, 43, 43, 43, 43, 42]);
  });

  it('proves that the scored pictures were held out', async () => {
    const { id } = await storeUntrained(database, { trained });
    expect((await evaluate({ modelId: id, split: 'validation' }))?.heldOut).toEqual({
      verdict: 'proven',
      trained: 20,
      copies: 0,
    });
  });

  it('proves it also where faces were left out of training, and where more were since', async () => {
    const left = await storeFaces(database, [...noise(12, 'train'), ...noise(9, 'validation')]);
    const exclude = (index: number) =>
      addExclusionStep(
        database,
        left.id,
        {
          excluded: [{ why: 'by-hand', indices: Uint32Array.of(index) }],
          readmitted: new Uint32Array(),
          atMs: 0,
        },
        () => left.counts,
      );
    await exclude(3);
    const { indices, exclusions } = await loadSplit(database, left.id, 'train');
    const { id } = await storeUntrained(database, {
      trained: { datasetId: left.id, sampleDigest: await sampleDigest(indices), exclusions },
    });
    await exclude(5);
    await exclude(14);
    const judged = () =>
      finish(
        evaluateModel(
          { modelId: id, weights: 'last', datasetId: left.id, split: 'validation' },
          { database },
          new AbortController().signal,
        ),
      );
    expect(await judged()).toMatchObject({
      images: 8,
      excluded: 1,
      heldOut: { verdict: 'proven', trained: 11 },
    });
    for (let step = 0; step < 3; step += 1) await undoExclusionStep(database, left.id, () => left.counts);
    expect((await judged())?.heldOut).toEqual({ verdict: 'unknown', why: 'exclusions-undone' });
  });

  it('counts scored pictures that are pixel-equal copies of trained ones', async () => {
    const [face] = noise(1, 'train');
    if (!face) throw new Error('no picture was drawn');
    const copied = await storeFaces(database, [
      ...noise(10, 'train'),
      ...noise(5, 'validation'),
      { ...face, split: 'validation' },
    ]);
    const { indices } = await loadSplit(database, copied.id, 'train');
    const { id } = await storeUntrained(database, {
      trained: { datasetId: copied.id, sampleDigest: await sampleDigest(indices) },
    });
    const evaluation = await finish(
      evaluateModel(
        { modelId: id, weights: 'last', datasetId: copied.id, split: 'validation' },
        { database },
        new AbortController().signal,
      ),
    );
    expect(evaluation?.heldOut).toEqual({ verdict: 'proven', trained: 10, copies: 1 });
  });

  it('matches labels by name when the card lists them in another order', async () => {
    const { id } = await storeUntrained(database, { trained, labels: EXPRESSIONS.toReversed() });
    const evaluation = await evaluate({ modelId: id, split: 'validation' });
    expect(evaluation?.labels[0]).toBe('neutral');
    // 300 pictures in turn: 43 of each label but the last of the dataset's order, which is neutral.
    expect(evaluation?.perLabel.map(({ images }) => images)).toEqual([42, 43, 43, 43, 43, 43, 43]);
  });

  it('refuses a model for pictures of another shape, even of as many bytes', async () => {
    const { id } = await storeUntrained(database, { trained, image: { height: 96, width: 24, channels: 1 } });
    await expect(evaluate({ modelId: id, split: 'validation' })).rejects.toMatchObject({
      code: 'evaluate/pictures-differ',
    });
  });

  it('says how many of them were trained on', async () => {
    const { id } = await storeUntrained(database, { trained });
    expect((await evaluate({ modelId: id, split: 'train' }))?.heldOut).toEqual({
      verdict: 'trained-on',
      overlap: 20,
    });
  });

  it('knows that a limited training left some of the train split out', async () => {
    const { id } = await storeUntrained(database, { trained, recipe: { limit: 7 } });
    // The card's digest is of all twenty, so a recipe that says seven cannot be its own.
    expect((await evaluate({ modelId: id, split: 'train' }))?.heldOut).toEqual({
      verdict: 'unknown',
      why: 'digest-differs',
    });
  });

  it('does not claim anything about another dataset', async () => {
    const { id } = await storeUntrained(database, { trained: { ...trained, datasetId: 'elsewhere' } });
    expect((await evaluate({ modelId: id, split: 'validation' }))?.heldOut).toEqual({
      verdict: 'unknown',
      why: 'other-dataset',
    });
  });

  it('refuses an empty split by name', async () => {
    const { id } = await storeUntrained(database, { trained });
    await expect(evaluate({ modelId: id, split: 'test' })).rejects.toMatchObject({
      code: 'evaluate/no-images',
      details: { split: 'test' },
    });
  });

  it('returns nothing when it is stopped', async () => {
    const { id } = await storeUntrained(database, { trained });
    expect(await evaluate({ modelId: id, split: 'validation' }, AbortSignal.abort())).toBeUndefined();
  });
});

function noise(count: number, split: Split): DrawnFace[] {
  return Array.from({ length: count }, (_, index) => ({
    label: index % 7,
    split,
    pixels: Uint8Array.from({ length: 2304 }, (__, pixel) => randomBits(split.length, index, pixel) & 255),
  }));
}
