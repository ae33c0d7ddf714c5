import { memory } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { browserFiles } from '@tensorflow/tfjs-core/dist/io/browser_files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import { downloadWeights, uploadWeights } from '../../src/model/weights-file';
import type { ModelCard } from '../../src/shared/model-card';
import type { Database } from '../../src/storage/database';
import { getModel, listModels, readModelWeights, removeModel } from '../../src/storage/model-store';
import { freshDatabase } from '../support/stored-faces';
import { storeUntrained } from '../support/stored-model';

let database: Database;
let card: ModelCard;
let files: File[];
let zip: File;

beforeAll(async () => {
  await startBackend({ backend: 'wasm' });
  database = await freshDatabase();
  card = await storeUntrained(database);
  const download = await downloadWeights({ modelId: card.id, weights: 'last' }, { database });
  files = download.files.map(({ name, blob }) => new File([blob], name));
  zip = new File([download.zip.blob], download.zip.name);
});

afterAll(() => database.close());

describe('downloaded weights', () => {
  it('are model.json, weights.bin and card.json', () => {
    expect(files.map(({ name }) => name)).toEqual(['model.json', 'weights.bin', 'card.json']);
    expect(files[1]?.size).toBe(246_999 * 4);
  });

  it('open in plain tfjs as a layers model', async () => {
    const model = await loadLayersModel(browserFiles(files.slice(0, 2)));
    expect(model.countParams()).toBe(246_999);
    expect(model.outputs[0]?.shape).toEqual([null, 7]);
    model.dispose();
  });

  it('give the same probabilities after an upload, loose or as a zip', async () => {
    for (const upload of [files, [zip]]) {
      const { card: uploaded, largestProbabilityDifference } = await uploadWeights(
        { files: upload },
        { database },
      );
      expect(largestProbabilityDifference).toBeLessThan(1e-6);
      expect(uploaded.labels).toEqual(card.labels);
      expect((await getModel(database, uploaded.id)).source).toBe('uploaded');
      expect(await readModelWeights(database, uploaded.id, 'last')).toEqual(await files[1]?.arrayBuffer());
    }
  });

  it('in half precision are half the size, open in tfjs, and prove themselves by what they answer', async () => {
    const half = await downloadWeights(
      { modelId: card.id, weights: 'last', precision: 'float16' },
      { database },
    );
    const halves = half.files.map(({ name, blob }) => new File([blob], name));
    expect(halves[1]?.size).toBe(246_999 * 2);
    const model = await loadLayersModel(browserFiles(halves.slice(0, 2)));
    expect(model.countParams()).toBe(246_999);
    model.dispose();
    const { card: uploaded, largestProbabilityDifference } = await uploadWeights(
      { files: halves },
      { database },
    );
    expect(largestProbabilityDifference).toBeLessThan(1e-6);
    expect(uploaded.precision).toBe('float16');
    const [full, rounded] = await Promise.all([
      readModelWeights(database, card.id, 'last'),
      readModelWeights(database, uploaded.id, 'last'),
    ]);
    const [exact, close] = [new Float32Array(full), new Float32Array(rounded)];
    expect(
      close.every(
        (value, at) => Math.abs(value - (exact[at] ?? 0)) <= 1e-3 * Math.abs(exact[at] ?? 0) + 1e-7,
      ),
    ).toBe(true);
  });

  it('uploaded twice are one model', async () => {
    await uploadWeights({ files: files }, { database });
    const before = (await listModels(database)).length;
    await uploadWeights({ files: files }, { database });
    expect((await listModels(database)).length).toBe(before);
  });

  it('are accepted under the names that browsers give to repeated downloads', async () => {
    const renamed = files.map((file) => new File([file], file.name.replace('.', ' (1).')));
    expect((await uploadWeights({ files: renamed }, { database })).largestProbabilityDifference).toBeLessThan(
      1e-6,
    );
  });
});

describe('an upload is refused, and nothing is stored,', () => {
  const json = async (index: number, change: (value: Record<string, unknown>) => void) => {
    const file = files[index] as File;
    const value = JSON.parse(await file.text()) as Record<string, unknown>;
    change(value);
    return files.map((other, place) =>
      place === index ? new File([JSON.stringify(value)], file.name) : other,
    );
  };
  const weights = (bytes: BlobPart) =>
    files.map((file, place) => (place === 1 ? new File([bytes], file.name) : file));

  const cases: [string, string, () => Promise<File[]> | File[]][] = [
    ['without its card', 'model/missing-file', () => files.slice(0, 2)],
    [
      'when a text file pretends to be the card',
      'model/bad-file',
      () => [...files.slice(0, 2), new File(['hello'], 'card.json')],
    ],
    ['when the card lacks its labels', 'model/bad-file', () => json(2, (value) => delete value['labels'])],
    [
      'when the card has another number of labels',
      'model/card-differs',
      () => json(2, (value) => (value['labels'] = ['a', 'b'])),
    ],
    [
      'when the card names another preset',
      'model/card-differs',
      () => json(2, (value) => (value['preset'] = 'seed-cnn')),
    ],
    [
      'when the card promises another scaling',
      'model/card-differs',
      () => json(2, (value) => ((value['input'] as { scaling: string }).scaling = 'raw')),
    ],
    [
      'when model.json is another format',
      'model/bad-file',
      () => json(0, (value) => (value['format'] = 'graph-model')),
    ],
    ['when the weights are cut short', 'model/card-differs', () => weights(new Uint8Array(1000))],
    [
      'when a weight is not a number',
      'model/not-finite',
      () => weights(new Float32Array(246_999).fill(Number.NaN)),
    ],
    ['when a lone file is no zip', 'model/missing-file', () => [new File(['hello'], 'weights.zip')]],
    [
      'when its weights do not answer as its card says',
      'model/answers-differ',
      () => weights(Float32Array.from({ length: 246_999 }, (_, index) => Math.sin(index) / 8)),
    ],
    [
      'when a zip is cut in half',
      'model/bad-file',
      async () => [new File([await zip.slice(0, zip.size / 2).arrayBuffer()], 'half.zip')],
    ],
  ];

  it.each(cases)('%s', async (_, code, make) => {
    const before = await listModels(database);
    await expect(uploadWeights({ files: await make() }, { database })).rejects.toMatchObject({ code });
    expect(await listModels(database)).toEqual(before);
  });

  it('and leaves no tensor behind', async () => {
    const before = memory().numTensors;
    await uploadWeights({ files: weights(new Uint8Array(8)) }, { database }).catch(() => undefined);
    expect(memory().numTensors).toBe(before);
  });
});

describe('stored weights', () => {
  it('that changed on disk are refused', async () => {
    const { id } = await storeUntrained(database);
    const record = await database.get('weights', [id, 'last']);
    if (!record) throw new Error('nothing was stored');
    new Uint8Array(record.bytes)[17] = 99;
    await database.put('weights', record, [id, 'last']);
    await expect(readModelWeights(database, id, 'last')).rejects.toMatchObject({ code: 'storage/damaged' });
  });

  it('go with their model', async () => {
    const { id } = await storeUntrained(database);
    await removeModel(database, id);
    await expect(getModel(database, id)).rejects.toMatchObject({ code: 'storage/missing' });
    await expect(readModelWeights(database, id, 'last')).rejects.toMatchObject({ code: 'storage/missing' });
  });
});
