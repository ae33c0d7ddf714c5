import type { DatasetManifest, Shard, ShardInfo } from '../shared/dataset';
import { sha256Hex } from '../shared/digest';
import { AppError, describeCause, type ErrorCode } from '../shared/errors';
import { type Database, type ImportIntent, storageFailure, writeStrictly } from './database';
import { failpoint } from './failpoints';

/** Every stored dataset, the oldest first. */
export async function listDatasets(database: Database): Promise<DatasetManifest[]> {
  const manifests = await database.getAll('datasets').catch(storageRejection);
  return manifests.toSorted((one, other) => one.importedAtMs - other.importedAtMs);
}

/** @throws AppError storage/missing */
export async function getDataset(database: Database, id: string): Promise<DatasetManifest> {
  const manifest = await database.get('datasets', id).catch(storageRejection);
  if (!manifest) throw new AppError('storage/missing', { what: id });
  return manifest;
}

/**
 * One shard of a dataset, its checksum compared.
 *
 * @throws AppError storage/missing when the dataset was removed meanwhile, storage/damaged
 */
export async function readShard(
  database: Database,
  manifest: DatasetManifest,
  number: number,
): Promise<Shard> {
  // In one transaction: a copy that takes the place of the stored one takes its shards away.
  const transaction = openForReading(database, ['datasetShards', 'shards']);
  transaction.done.catch(() => undefined); // the reads say what failed
  const importId = await transaction.objectStore('datasetShards').get(manifest.id).catch(storageRejection);
  if (importId === undefined) throw new AppError('storage/missing', { what: manifest.name });
  const shard = transaction.objectStore('shards').get([importId, number]);
  return checked(shard, manifest.shards[number], manifest.name);
}

/** Whether every shard of a dataset is there and is what was written. Reads all of it. */
export async function isSound(database: Database, manifest: DatasetManifest): Promise<boolean> {
  try {
    for (const number of manifest.shards.keys()) await readShard(database, manifest, number);
    return true;
  } catch (error) {
    if (error instanceof AppError && DAMAGES.has(error.code)) return false;
    throw error;
  }
}

const DAMAGES = new Set<ErrorCode>(['storage/damaged', 'storage/missing']);

/** SHA-256 over pixels, then labels, then splits. */
export function shardHash(shard: Shard): Promise<string> {
  return sha256Hex(bytesOf(shard));
}

/** Pixels, then labels, then splits; not a copy where it can be helped. */
function bytesOf(shard: Shard): Uint8Array<ArrayBuffer> {
  return inOnePiece(shard) ?? joined(shard);
}

/** Without a copy, where the parts lie one behind the other already. */
function inOnePiece({ pixels, labels, splits }: Shard): Uint8Array<ArrayBuffer> | undefined {
  const follows = (one: Uint8Array, next: Uint8Array) =>
    one.buffer === next.buffer && one.byteOffset + one.length === next.byteOffset;
  const length = pixels.length + labels.length + splits.length;
  const isOne = follows(pixels, labels) && follows(labels, splits);
  return isOne ? new Uint8Array(pixels.buffer, pixels.byteOffset, length) : undefined;
}

/** SHA-256 over the poses; undefined where there are none. They are no part of what a dataset is told by. */
export async function posesHash({ poses }: Pick<Shard, 'poses'>): Promise<string | undefined> {
  return poses && sha256Hex(bytesOfPoses(poses));
}

function bytesOfPoses({
  buffer,
  byteOffset,
  byteLength,
}: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function joined({ pixels, labels, splits }: Shard): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pixels.length + labels.length + splits.length);
  all.set(pixels);
  all.set(labels, pixels.length);
  all.set(splits, pixels.length + labels.length);
  return all;
}

/**
 * Reads shards that have just been written, and compares every byte with what was sent: the checksum of the one is then that
 * of the other.
 *
 * @throws AppError storage/damaged, storage/failed where the connection is gone
 */
export async function readBack(
  database: Database,
  keys: readonly [string, number][],
  sent: readonly Shard[],
): Promise<void> {
  const transaction = openForReading(database, ['shards']);
  transaction.done.catch(() => undefined); // the reads say what failed
  const store = transaction.objectStore('shards');
  const reads = keys.map((key) => store.get(key).catch((error: unknown) => unreadable(error)));
  await Promise.all(
    reads.map(async (read, index) => {
      const [stored, shard] = [await read, sent[index]];
      if (!stored || !shard || !isSame(bytesOf(stored), bytesOf(shard)) || !haveSamePoses(stored, shard))
        throw new AppError('storage/damaged', { what: 'import' });
    }),
  );
}

function haveSamePoses({ poses: one }: Shard, { poses: other }: Shard): boolean {
  return one && other ? isSame(bytesOfPoses(one), bytesOfPoses(other)) : one === other;
}

function isSame(one: Uint8Array<ArrayBuffer>, other: Uint8Array<ArrayBuffer>): boolean {
  if (one.length !== other.length) return false;
  const [words, otherWords] = [wordsOf(one), wordsOf(other)];
  for (let word = 0; word < words.length; word += 1) if (words[word] !== otherWords[word]) return false;
  for (let at = words.length * 4; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

/** Four bytes at a time, without those at the end that are fewer. */
function wordsOf(bytes: Uint8Array<ArrayBuffer>): Uint32Array {
  const { buffer, byteOffset, length } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(buffer, byteOffset, length >> 2);
}

function openForReading<Names extends ('datasetShards' | 'shards')[]>(database: Database, stores: Names) {
  try {
    return database.transaction(stores);
  } catch (error) {
    return storageRejection(error); // the connection was closed, by the browser or for a newer tab
  }
}

// The browser keeps large values in files of their own, and one can be lost.
const LOST_VALUES: ReadonlySet<string> = new Set(['NotReadableError', 'NotFoundError', 'DataError']);

/** A value that cannot be read is damaged; a read that could not be asked for, or was broken off, says nothing of it. */
function unreadable(error: unknown, what = 'import'): never {
  if (!(error instanceof Error) || !LOST_VALUES.has(error.name)) throw storageFailure(error);
  throw new AppError('storage/damaged', { what, cause: describeCause(error) }, { cause: error });
}

/** @param info what was stored @throws AppError storage/damaged, storage/failed */
export function readChecked(
  database: Database,
  key: [string, number],
  info: ShardInfo | undefined,
): Promise<Shard> {
  return checked(database.get('shards', key), info, 'import');
}

async function checked(
  read: Promise<Shard | undefined>,
  info: ShardInfo | undefined,
  what: string,
): Promise<Shard> {
  const shard = await read.catch((error: unknown) => unreadable(error, what));
  if (!shard || (await shardHash(shard)) !== info?.sha256 || !(await hasSoundPoses(shard, info)))
    throw new AppError('storage/damaged', { what });
  return shard;
}

/** Poses that the first version stored have no checksum. */
async function hasSoundPoses(shard: Shard, { posesSha256 }: ShardInfo): Promise<boolean> {
  return posesSha256 === undefined || (await posesHash(shard)) === posesSha256;
}

/** Gives a dataset another name; the id stays. @throws AppError storage/missing */
export async function renameDataset(database: Database, id: string, name: string): Promise<void> {
  await navigator.locks.request(CATALOGUE_LOCK, async () => {
    const manifest = await getDataset(database, id);
    await writeStrictly(database, ['datasets'], (writes) =>
      writes.put('datasets', { ...manifest, name }, id),
    );
  });
}

/** Removes a dataset, its shards and what was found in it, all or nothing. Removing what is not there is fine. */
export async function removeDataset(database: Database, id: string): Promise<void> {
  await navigator.locks.request(CATALOGUE_LOCK, async () => {
    failpoint('remove/locked');
    const importId = await database.get('datasetShards', id).catch(storageRejection);
    const stores = ['datasets', 'datasetShards', 'shards', 'diagnoses', 'exclusions'] as const;
    await writeStrictly(database, stores, (writes) => {
      for (const review of ['diagnoses', 'exclusions'] as const) writes.delete(review, id);
      writes.delete('datasets', id);
      failpoint('remove/manifest-removed');
      writes.delete('datasetShards', id);
      failpoint('remove/link-removed');
      if (importId !== undefined) writes.delete('shards', shardsOf(importId));
      failpoint('remove/shards-removed');
    });
    failpoint('remove/written');
  });
}

/**
 * Removes what imports of dead tabs left behind. To be called once at start; what cannot be removed now is left
 * to the next start.
 *
 * @returns those that were removed
 */
export async function cleanUpImports(database: Database): Promise<ImportIntent[]> {
  const ids = await database.getAllKeys('imports').catch((): string[] => []);
  if (ids.length > 0) failpoint('clean-up/found');
  const removed = await Promise.all(ids.map((id) => removeIfDead(database, id).catch(() => undefined)));
  return removed.filter((intent) => intent !== undefined);
}

function removeIfDead(database: Database, id: string): Promise<ImportIntent | undefined> {
  return navigator.locks.request(importLock(id), { ifAvailable: true }, (lock) =>
    lock ? removeLeftovers(database, id) : undefined,
  );
}

/** Waits until an import of another tab has ended or its tab is dead; removes what is left of it then. */
export function removeOnceDead(database: Database, id: string): Promise<ImportIntent | undefined> {
  return navigator.locks.request(importLock(id), () => removeLeftovers(database, id));
}

/** Under the import's lock. @returns undefined where it has ended */
async function removeLeftovers(database: Database, id: string): Promise<ImportIntent | undefined> {
  failpoint('clean-up/locked');
  // Its lock is free also when it was published since it was listed: then its shards are a dataset's.
  const intent = await database.get('imports', id);
  if (!intent) return undefined;
  await removeImport(database, id);
  failpoint('clean-up/written');
  return intent;
}

/** Removes an unpublished import: its shards and its intent. */
export function removeImport(database: Database, id: string): Promise<void> {
  return writeStrictly(database, ['shards', 'imports'], (writes) => {
    writes.delete('shards', shardsOf(id));
    failpoint('unwritten/shards-removed');
    writes.delete('imports', id);
    failpoint('unwritten/intent-removed');
  });
}

/** All shard keys of one import. */
export function shardsOf(importId: string): IDBKeyRange {
  return IDBKeyRange.bound([importId, 0], [importId, Infinity]);
}

/** Held by whoever adds or removes a dataset, or writes beside one. */
export const CATALOGUE_LOCK = 'mien-datasets';

/** Held by the tab that imports, as long as it lives. */
export function importLock(id: string): string {
  return `mien-import-${id}`;
}

/** A failed read under its name. */
export function storageRejection(error: unknown): never {
  throw storageFailure(error);
}
