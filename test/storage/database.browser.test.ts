import { deleteDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DatasetManifest } from '../../src/shared/dataset';
import { toFailure } from '../../src/shared/errors';
import { DATABASE_NAME, openDatabase, sharedDatabase, writeStrictly } from '../../src/storage/database';
import type { ModelSummary } from '../../src/storage/model-store';
import { saveModel } from '../../src/storage/model-store';
import { storeTiny } from './tiny-dataset';

const names: string[] = [];
function newName(): string {
  const name = `test-${crypto.randomUUID()}`;
  names.push(name);
  return name;
}

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await Promise.all(names.splice(0).map((name) => deleteDB(name)));
});

const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toFailure);

/** Opens an empty database at version 1, as a tab that never lets go does. */
function holdOpen(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}

describe('writing in one transaction', () => {
  it('leaves nothing when a later write of it cannot be made', async () => {
    const database = await openDatabase(newName());
    const uncloneable = { name: () => undefined } as unknown as DatasetManifest;
    const failure = await failureOf(
      writeStrictly(database, ['imports', 'datasets'], (writes) => {
        writes.put('imports', { id: 'a', startedAtMs: 1 }, 'a');
        writes.put('datasets', uncloneable, 'a');
      }),
    );
    expect(failure).toMatchObject({ code: 'storage/failed' });
    expect(failure?.details.cause).toContain('DataCloneError');
    expect(await database.count('imports')).toBe(0);
    database.close();
  });

  it('is on disk before it counts as written, models and datasets alike', async () => {
    const database = await openDatabase(newName());
    const opened = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await storeTiny(database, [5, 9]);
    await saveModel(database, { id: 'm' } as ModelSummary, { last: new ArrayBuffer(4) });
    const writing = opened.mock.calls.filter(([, mode]) => mode === 'readwrite');
    expect(writing).toHaveLength(4); // the intent, two shards together, the publishing; the model
    expect(writing.map(([, , options]) => options?.durability)).toEqual(writing.map(() => 'strict'));
    database.close();
  });
});

describe('opening the database', () => {
  it('names the tab that holds an older version, and leaves no connection that comes too late', async () => {
    const name = newName();
    const holder = await holdOpen(name);
    const open = IDBFactory.prototype.open;
    vi.spyOn(indexedDB, 'open').mockImplementation((asked) => open.call(indexedDB, asked, 2));
    expect(await failureOf(openDatabase(name))).toEqual({ code: 'storage/blocked', details: {} });

    const closed = vi.spyOn(IDBDatabase.prototype, 'close');
    holder.close();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(2)); // the holder's, and the late one's
  });

  it('waits as long as it takes where nobody blocks it', async () => {
    const name = newName();
    const holder = await holdOpen(name);
    const deleting = deleteDB(name); // what is opened next has to wait for this
    vi.useFakeTimers();
    const opening = openDatabase(name);
    const settled = failureOf(opening);
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    holder.close();
    await deleting;
    expect(await settled).toBeUndefined();
    (await opening).close();
  });

  it('is done anew after a connection was given up for a newer tab', async () => {
    const first = await sharedDatabase();
    await deleteDB(DATABASE_NAME); // asks, as an upgrade does
    const second = await sharedDatabase();
    expect(second).not.toBe(first);
    expect(await second.count('datasets')).toBe(0);
    expect(await sharedDatabase()).toBe(second);
  });
});
