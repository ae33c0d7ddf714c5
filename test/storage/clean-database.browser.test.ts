import { unwrap } from 'idb';
import { afterEach, expect, it } from 'vitest';
import { cleanDatabase, cutOffImports } from '../../src/storage/clean-database';
import { type ImportIntent, sharedDatabase } from '../../src/storage/database';
import { getDataset, isSound, removeDataset } from '../../src/storage/dataset-store';
import { beginImport, type DatasetWriter } from '../../src/storage/dataset-writer';
import { TINY, tinyShard } from './tiny-dataset';

afterEach(async () => {
  const database = await sharedDatabase();
  database.close();
  unwrap(database).dispatchEvent(new Event('close')); // forgotten, so that the next test opens anew
});

async function told(): Promise<ImportIntent[]> {
  const intents: ImportIntent[] = [];
  for await (const intent of cutOffImports()) intents.push(intent);
  return intents;
}

it('what dead tabs left is cleaned up by the next job where the first could not', async () => {
  const lost = await sharedDatabase();
  await lost.put('imports', { id: 'of a dead tab', startedAtMs: 0 }, 'of a dead tab');
  lost.close();
  await cleanDatabase(); // its reads fail: the connection is gone, and nobody knows yet
  unwrap(lost).dispatchEvent(new Event('close')); // as the browser says it
  const database = await cleanDatabase();
  expect(await database.getAllKeys('imports')).toEqual([]);
  expect(await told()).toEqual([{ id: 'of a dead tab', startedAtMs: 0 }]);
  expect(await told()).toEqual([]); // once
});

it('an import under way is told of when its tab dies, and one that ends is not', async () => {
  const database = await sharedDatabase();
  const dying = await beginImport(database, 0, { name: 'dying', kind: 'photos' });
  const [ending, more] = [await beginImport(database), told()];
  await ending.append(tinyShard(1), 6);
  const { id } = await ending.publish(TINY);
  await letGo(dying);
  expect(await more).toMatchObject([{ id: dying.id, dataset: { name: 'dying', kind: 'photos' } }]);
  expect(await database.getAllKeys('imports')).toEqual([]);
  expect(await isSound(database, await getDataset(database, id))).toBe(true);
  await removeDataset(database, id);
});

/** Its lock alone, as the browser does for a tab that died. */
function letGo(writer: DatasetWriter): Promise<void> {
  return navigator.locks.request(`mien-import-${writer.id}`, { steal: true }, () => undefined);
}
