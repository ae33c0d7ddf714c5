import { unwrap } from 'idb';
import { afterEach, expect, it } from 'vitest';
import { cleanDatabase } from '../../src/storage/clean-database';
import { sharedDatabase } from '../../src/storage/database';

afterEach(async () => (await sharedDatabase()).close());

it('what dead tabs left is cleaned up by the next job where the first could not', async () => {
  const lost = await sharedDatabase();
  await lost.put('imports', { id: 'of a dead tab', startedAtMs: 0 }, 'of a dead tab');
  lost.close();
  await cleanDatabase(); // its reads fail: the connection is gone, and nobody knows yet
  unwrap(lost).dispatchEvent(new Event('close')); // as the browser says it
  const database = await cleanDatabase();
  expect(await database.getAllKeys('imports')).toEqual([]);
});
