import { deleteDB } from 'idb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cdp } from 'vitest/browser';
import { toFailure } from '../../src/shared/errors';
import { type Database, openDatabase } from '../../src/storage/database';
import { listDatasets, readShard } from '../../src/storage/dataset-store';
import { beginImport } from '../../src/storage/dataset-writer';
import { storeTiny, tinyShard } from './tiny-dataset';

const MIB = 2 ** 20;
const NAME = 'test-quota';
let database: Database;

// Chromium remembers for 30 s how much room there was; clearing the origin makes it ask again.
beforeAll(async () => {
  await cdp().send('Storage.clearDataForOrigin', { origin: location.origin, storageTypes: 'indexeddb' });
  await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, quotaSize: 6 * MIB });
  database = await openDatabase(NAME);
});

afterAll(async () => {
  database.close();
  await deleteDB(NAME);
  await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin });
});

/** A shard of noise: the disk would shrink anything simpler. */
function noisyShard() {
  const pixels = new Uint8Array(MIB);
  for (let at = 0; at < MIB; at += 65_536) crypto.getRandomValues(pixels.subarray(at, at + 65_536));
  return { ...tinyShard(0), pixels };
}

it('a full disk stops the import by name, keeps what was stored before, and loses the half import', async () => {
  const kept = await storeTiny(database, [7]);
  const writer = await beginImport(database);
  const fill = async () => {
    for (let shard = 0; shard < 20; shard += 1) await writer.append(noisyShard(), 83_000_000);
    await writer.flush();
  };
  expect(await fill().then(() => undefined, toFailure)).toEqual({
    code: 'storage/quota-full',
    details: { neededMB: 83 },
  });

  await writer.abandon();
  expect(await listDatasets(database)).toEqual([kept]);
  expect(await readShard(database, kept, 0)).toEqual(tinyShard(7));
  expect(await database.count('shards')).toBe(1);
  expect(await database.count('imports')).toBe(0);
});
