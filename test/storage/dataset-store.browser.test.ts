import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Shard } from '../../src/shared/dataset';
import { toFailure } from '../../src/shared/errors';
import { type Database, openDatabase } from '../../src/storage/database';
import {
  cleanUpImports,
  getDataset,
  isSound,
  listDatasets,
  readShard,
  removeDataset,
} from '../../src/storage/dataset-store';
import { beginImport, imagesPerShard } from '../../src/storage/dataset-writer';
import { storeTiny, storeTurned, TINY, tinyShard, turnedShard } from './tiny-dataset';

let database: Database;
let name: string;

beforeEach(async () => {
  name = `test-${crypto.randomUUID()}`;
  database = await openDatabase(name);
});

afterEach(async () => {
  database.close();
  await deleteDB(name);
});

/** As many bytes as the writer hands to the disk at once. */
const largeShard = (): Shard => ({ ...tinyShard(0), pixels: new Uint8Array(16 * 2 ** 20) });

const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toFailure);

describe('storing a dataset', () => {
  it('gives back what was stored, with counts per split and label', async () => {
    const manifest = await storeTiny(database, [5, 9]);
    expect(manifest).toMatchObject({
      name: 'tiny',
      images: 6,
      counts: { train: [2, 2], validation: [0, 2], test: [0, 0] },
    });
    expect(await listDatasets(database)).toEqual([manifest]);
    expect(await getDataset(database, manifest.id)).toEqual(manifest);
    expect(await readShard(database, manifest, 1)).toEqual(tinyShard(9));
  });

  it('shows nothing before it is published', async () => {
    const writer = await beginImport(database);
    await writer.append(tinyShard(1), 6);
    await writer.flush();
    expect(await listDatasets(database)).toEqual([]);
    await writer.publish(TINY);
    expect(await listDatasets(database)).toHaveLength(1);
  });

  it('leaves nothing behind when it is abandoned', async () => {
    const writer = await beginImport(database);
    await writer.append(tinyShard(1), 6);
    await writer.abandon();
    expect(await database.count('shards')).toBe(0);
    expect(await database.count('imports')).toBe(0);
  });

  it('can give the samples other splits before publishing', async () => {
    const writer = await beginImport(database);
    await writer.append(tinyShard(1), 6);
    await writer.append(tinyShard(2), 6);
    await writer.replaceSplits(Uint8Array.of(0, 0, 0, 2, 2, 2));
    const manifest = await writer.publish(TINY);
    expect(manifest.counts).toEqual({ train: [1, 2], validation: [0, 0], test: [1, 2] });
    expect((await readShard(database, manifest, 1)).splits).toEqual(Uint8Array.of(2, 2, 2));
  });

  it.each([
    ['pixel', ({ pixels }: Shard) => pixels.fill(1, 30, 31)],
    ['label', ({ labels }: Shard) => labels.fill(0)],
    ['split', ({ splits }: Shard) => splits.fill(2)],
  ])('notices, reading it back, that one %s is not what was written', async (_, change) => {
    const writer = await beginImport(database);
    await writer.append(largeShard(), 6); // a group by itself: it is on its way at once
    const changed = largeShard();
    change(changed);
    // After the writer's transaction, which is open already, and before its reading back.
    await database.put('shards', changed, [writer.id, 0]);
    expect(await failureOf(writer.flush())).toMatchObject({ code: 'storage/damaged' });
    expect(await failureOf(writer.publish(TINY))).toMatchObject({ code: 'storage/damaged' });
    await writer.abandon();
    expect(await listDatasets(database)).toEqual([]);
    expect(await database.count('shards')).toBe(0);
  });

  it('keeps the order of many shards that are written and read back together', async () => {
    const writer = await beginImport(database);
    for (const level of [1, 2, 3]) {
      const shard = largeShard();
      shard.pixels.fill(level);
      await writer.append(shard, 6);
    }
    await writer.append(tinyShard(4), 6);
    const manifest = await writer.publish(TINY);
    expect(manifest.counts).toEqual({ train: [4, 4], validation: [0, 4], test: [0, 0] });
    const levels = manifest.shards.map(
      async (_, number) => (await readShard(database, manifest, number)).pixels[0],
    );
    expect(await Promise.all(levels)).toEqual([1, 2, 3, 4]);
  });

  it('has shards of about one MiB, whatever the size of a picture', () => {
    expect(imagesPerShard({ height: 48, width: 48, channels: 1 })).toBe(400);
    expect(imagesPerShard({ height: 96, width: 96, channels: 3 })).toBe(33);
    expect(imagesPerShard({ height: 4096, width: 4096, channels: 1 })).toBe(1);
  });
});

describe('the id of a dataset', () => {
  it('is the same for the same content, and the first one stays', async () => {
    const first = await storeTiny(database, [5, 9]);
    const again = await storeTiny(database, [5, 9], { name: 'tiny (1)' });
    expect(again).toEqual(first);
    expect(await listDatasets(database)).toEqual([first]);
    expect(await database.count('shards')).toBe(2);
    expect(await database.count('imports')).toBe(0);
  });

  it.each([
    ['changed', (key: [string, number]) => database.put('shards', tinyShard(6), key)],
    ['lost', (key: [string, number]) => database.delete('shards', key)],
  ])('is healed by importing the same content again after a shard was %s', async (_, damage) => {
    const manifest = await storeTiny(database, [5, 9]);
    const other = await storeTiny(database, [3]);
    const importId = await database.get('datasetShards', manifest.id);
    await damage([importId ?? '', 1]);
    expect(await storeTiny(database, [5, 9])).toEqual(manifest);
    expect(await readShard(database, manifest, 0)).toEqual(tinyShard(5));
    expect(await readShard(database, manifest, 1)).toEqual(tinyShard(9));
    expect(await readShard(database, other, 0)).toEqual(tinyShard(3));
    expect(await database.count('shards')).toBe(3);
    expect(await database.count('imports')).toBe(0);
  });

  it('is the same with poses: they are added to a dataset that was stored without, under its name', async () => {
    const plain = await storeTiny(database, [5]);
    const turned = await storeTurned(database, 5, 0.25);
    expect(turned).toMatchObject({ id: plain.id, name: 'tiny', importedAtMs: plain.importedAtMs });
    expect(await listDatasets(database)).toEqual([turned]);
    expect(await readShard(database, turned, 0)).toEqual(turnedShard(5, 0.25));
    expect(await storeTiny(database, [5])).toEqual(turned); // which takes none away
    expect(await readShard(database, turned, 0)).toEqual(turnedShard(5, 0.25));
    expect(await database.count('shards')).toBe(1);
    expect(await database.count('imports')).toBe(0);
  });

  it('can be read while a copy with poses takes its place', async () => {
    const plain = await storeTiny(database, [5]);
    const link = [plain.id, await database.get('datasetShards', plain.id)] as const;
    const reading = readShard(database, plain, 0);
    const replacing = database.transaction(['datasetShards', 'shards'], 'readwrite');
    await replacing.objectStore('datasetShards').put('copy', link[0]);
    await replacing.objectStore('shards').put(turnedShard(5, 0.25), ['copy', 0]);
    await replacing.objectStore('shards').delete([link[1] ?? '', 0]);
    expect(await reading).toEqual(tinyShard(5));
    expect(await readShard(database, plain, 0)).toEqual(turnedShard(5, 0.25));
  });

  it('differs with pixels, labels or picture size', async () => {
    const ids = [
      (await storeTiny(database, [5])).id,
      (await storeTiny(database, [6])).id,
      (await storeTiny(database, [5], { labels: ['wink', 'frown'] })).id,
      (await storeTiny(database, [5], { image: { height: 2, width: 1, channels: 1 } })).id,
    ];
    expect(new Set(ids).size).toBe(4);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is given out once when two imports of the same file end together', async () => {
    const [one, other] = await Promise.all([storeTiny(database, [5]), storeTiny(database, [5])]);
    expect(one).toEqual(other);
    expect(await database.count('shards')).toBe(1);
  });
});

describe('removing a dataset', () => {
  it('removes its shards and leaves the others', async () => {
    const [kept, gone] = [await storeTiny(database, [1]), await storeTiny(database, [2, 3])];
    await removeDataset(database, gone.id);
    expect(await listDatasets(database)).toEqual([kept]);
    expect(await database.count('shards')).toBe(1);
    expect(await readShard(database, kept, 0)).toEqual(tinyShard(1));
    expect(await failureOf(readShard(database, gone, 0))).toEqual({
      code: 'storage/missing',
      details: { what: 'tiny' },
    });
    expect(await failureOf(getDataset(database, gone.id))).toMatchObject({ code: 'storage/missing' });
  });

  it('is fine when it is gone already', async () => {
    await expect(removeDataset(database, 'nothing')).resolves.toBeUndefined();
  });
});

describe('a stored shard', () => {
  it('is refused when its bytes changed', async () => {
    const manifest = await storeTiny(database, [1]);
    const [key] = await database.getAllKeys('shards');
    if (key) await database.put('shards', tinyShard(2), key);
    expect(await failureOf(readShard(database, manifest, 0))).toEqual({
      code: 'storage/damaged',
      details: { what: 'tiny' },
    });
  });
});

describe('a stored pose', () => {
  const damagePose = async (shard: Shard) => {
    const [key] = await database.getAllKeys('shards');
    if (key) await database.put('shards', shard, key);
  };

  it.each([
    ['changed', () => turnedShard(1, 0.5)],
    ['lost', () => tinyShard(1)],
  ])('is noticed where it was %s, and healed by importing the same again', async (_, damaged) => {
    const manifest = await storeTurned(database, 1, 0.25);
    await damagePose(damaged());
    expect(await isSound(database, manifest)).toBe(false);
    expect(await failureOf(readShard(database, manifest, 0))).toEqual({
      code: 'storage/damaged',
      details: { what: 'turned' },
    });
    expect(await storeTurned(database, 1, 0.25)).toEqual(manifest);
    expect(await readShard(database, manifest, 0)).toEqual(turnedShard(1, 0.25));
  });

  it('that the first version stored without a checksum is read as it is', async () => {
    const manifest = await storeTurned(database, 1, 0.25);
    const shards = manifest.shards.map(({ images, bytes, sha256 }) => ({ images, bytes, sha256 }));
    await damagePose(turnedShard(1, 0.5));
    expect(await readShard(database, { ...manifest, shards }, 0)).toEqual(turnedShard(1, 0.5));
  });
});

describe('an import whose tab dies', () => {
  it('is invisible, is left alone while the tab lives, and is cleaned up afterwards', async () => {
    const kept = await storeTiny(database, [7]);
    const worker = new Worker(new URL('./dying-import.worker.ts', import.meta.url), { type: 'module' });
    worker.postMessage(name, []);
    await new Promise((resolve) => worker.addEventListener('message', resolve, { once: true }));
    expect(await database.count('shards')).toBe(2);
    expect(await listDatasets(database)).toEqual([kept]);
    expect(await cleanUpImports(database)).toEqual([]);

    const [intent] = await database.getAllKeys('imports');
    worker.terminate();
    await navigator.locks.request(`mien-import-${intent}`, () => undefined); // the browser has let go of the dead
    expect(await cleanUpImports(database)).toMatchObject([{ id: intent, dataset: { name: 'tiny' } }]);
    expect(await database.count('shards')).toBe(1);
    expect(await database.count('imports')).toBe(0);
    expect(await listDatasets(database)).toEqual([kept]);
  });

  it('is not taken for dead where it is published between a look at the list and one at its lock', async () => {
    const writer = await beginImport(database);
    await writer.append(tinyShard(3), 6);
    const request = navigator.locks.request.bind(navigator.locks) as (
      ...asked: unknown[]
    ) => Promise<unknown>;
    const lock = vi.spyOn(navigator.locks, 'request');
    lock.mockImplementationOnce(async (...asked: unknown[]) => {
      await writer.publish(TINY);
      return request(...asked);
    });
    expect(await cleanUpImports(database)).toEqual([]);
    lock.mockRestore();
    const [manifest] = await listDatasets(database);
    if (!manifest) throw new Error('nothing was published');
    expect(await readShard(database, manifest, 0)).toEqual(tinyShard(3));
  });
});
