import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startBackend } from '../../src/compute/backend';
import { installBox } from '../../src/model/box';
import { downloadWeights } from '../../src/model/weights-file';
import type { Database } from '../../src/storage/database';
import { listModels } from '../../src/storage/model-store';
import { freshDatabase } from '../support/stored-faces';
import { storeUntrained } from '../support/stored-model';

const address = 'https://mien.test/models/';
let database: Database;
let served: Map<string, Blob>;

/** The three files of an untrained model, as a build would serve them. */
async function serve(folder: string, seed: number): Promise<void> {
  const maker = await freshDatabase();
  const { id } = await storeUntrained(maker, { seed });
  const { files } = await downloadWeights(
    { modelId: id, weights: 'last', precision: 'float16' },
    { database: maker },
  );
  for (const { name, blob } of files) served.set(`${address}${folder}/${name}`, blob);
  maker.close();
}
const list = (...models: { folder: string; version: string }[]) =>
  served.set(`${address}index.json`, new Blob([JSON.stringify(models)]));

beforeEach(async () => {
  await startBackend({ backend: 'wasm' });
  database = await freshDatabase();
  served = new Map();
  vi.stubGlobal('fetch', (url: string) => {
    const blob = served.get(url);
    return Promise.resolve(new Response(blob, { status: blob ? 200 : 404 }));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  database.close();
});

describe('the models that come with the page', () => {
  it('are stored once, and named as such', async () => {
    await serve('fast', 1);
    list({ folder: 'fast', version: 'a' });
    expect(await installBox({ address }, { database })).toBe(1);
    expect(await installBox({ address }, { database })).toBe(0);
    const [model, ...others] = await listModels(database);
    expect(model).toMatchObject({ id: 'box-fast-a', source: 'box', cards: { last: { id: 'box-fast-a' } } });
    expect(others).toEqual([]);
  });

  it('give way to a newer version; the visitor\u2019s own stay', async () => {
    const own = await storeUntrained(database, { seed: 9 });
    await serve('fast', 1);
    list({ folder: 'fast', version: 'a' });
    await installBox({ address }, { database });
    await serve('fast', 2);
    list({ folder: 'fast', version: 'b' });
    await installBox({ address }, { database });
    expect((await listModels(database)).map(({ id }) => id).toSorted()).toEqual(
      ['box-fast-b', own.id].toSorted(),
    );
  });

  it('that are damaged are refused, and nothing is stored', async () => {
    await serve('fast', 1);
    served.set(`${address}fast/weights.bin`, new Blob([new Uint8Array(246_999 * 2).fill(255)]));
    list({ folder: 'fast', version: 'a' });
    await expect(installBox({ address }, { database })).rejects.toMatchObject({ code: 'model/not-finite' });
    expect(await listModels(database)).toEqual([]);
  });

  it('that are not there are told', async () => {
    await expect(installBox({ address }, { database })).rejects.toMatchObject({ code: 'model/no-box' });
  });
});
