import {
  type DatasetKind,
  type DatasetManifest,
  type Findings,
  imageBytes,
  type ImageSpec,
  type Shard,
  type ShardInfo,
  SPLITS,
  type Split,
  type SplitDraw,
} from '../shared/dataset';
import { sha256Hex } from '../shared/digest';
import { AppError, describeCause, type ErrorCode } from '../shared/errors';
import { type Database, storageFailure, writeStrictly } from './database';
import { type Failpoint, failpoint } from './failpoints';

const SHARD_BYTES = 1024 * 1024; // of raw pixels

/** How many pictures one shard holds, so that it comes to about 1 MiB whatever their size. */
export function imagesPerShard(image: ImageSpec): number {
  return Math.max(1, Math.floor(SHARD_BYTES / imageBytes(image)));
}

/** What the importer knows of a dataset; counts, hashes and the id are worked out from its shards. */
export interface DatasetDescription {
  readonly name: string;
  readonly kind: DatasetKind;
  readonly labels: readonly string[];
  readonly image: ImageSpec;
  readonly rejected: DatasetManifest['rejected'];
  readonly splitSource: DatasetManifest['splitSource'];
  readonly splitDraw?: SplitDraw;
  readonly isDrawn: boolean;
  readonly findings?: Findings;
}

/**
 * Starts an import. Its intent is on disk and its Web Lock is held until it is published or abandoned, or until
 * the tab dies: an intent whose lock is free is nobody's and is cleaned up at the next start.
 */
export async function beginImport(database: Database): Promise<DatasetWriter> {
  const id = crypto.randomUUID();
  const release = await holdLock(importLock(id));
  failpoint('import/locked');
  try {
    await writeStrictly(database, ['imports'], (writes) => {
      writes.put('imports', { id, startedAtMs: Date.now() }, id);
      failpoint('import/intent-put');
    });
    failpoint('import/intent-written');
  } catch (error) {
    release();
    throw error;
  }
  return new DatasetWriter(database, id, release);
}

interface Written {
  readonly info: ShardInfo;
  readonly labels: Uint8Array;
  splits: Uint8Array;
}

/** A dataset that is being written. Nothing of it can be seen before publish. */
export class DatasetWriter {
  private readonly shards: Written[] = [];
  // One write at a time, while the next shard is being read: enough, reading takes longer.
  private writing: Promise<void> = Promise.resolve();
  private isOpen = true;

  constructor(
    private readonly database: Database,
    readonly id: string,
    private readonly release: () => void,
  ) {}

  /**
   * Stores one more shard in a transaction of its own. Returns when the one before is on disk, so that a reader
   * cannot run ahead; a failed write is thrown by the next call.
   *
   * @param neededBytes still to be stored, this shard included, for the message when the disk is full
   * @throws AppError storage/quota-full, storage/failed
   */
  async append(shard: Shard, neededBytes: number): Promise<void> {
    await this.flush();
    const number = this.shards.length;
    this.shards.push(await describeShard(shard));
    failpoint('import/shard-ready');
    this.writing = this.put(number, shard, neededBytes, 'import/shard-put');
    this.writing.then(
      () => failpoint('import/shard-written'),
      () => undefined, // thrown by the next flush
    );
  }

  /** Waits until every appended shard is on disk. @throws as append */
  flush(): Promise<void> {
    return this.writing;
  }

  /** Gives every sample another split. @param splits [all samples], index into SPLITS */
  async replaceSplits(splits: Uint8Array): Promise<void> {
    await this.flush();
    let start = 0;
    for (const [number, { info }] of this.shards.entries()) {
      const shard = { ...(await this.readBack(number)), splits: splits.slice(start, start + info.images) };
      this.shards[number] = await describeShard(shard);
      failpoint('import/splits-read');
      await this.put(number, shard, info.bytes, 'import/splits-put');
      failpoint('import/splits-written');
      start += info.images;
    }
  }

  /**
   * Reads every shard back and compares its checksum; yields after each.
   *
   * @throws AppError storage/damaged
   */
  async *verify(): AsyncGenerator<ShardInfo, void, void> {
    await this.flush();
    failpoint('import/shards-written');
    for (const [number, { info }] of this.shards.entries()) {
      await this.readBack(number);
      failpoint('import/shard-verified');
      yield info;
    }
  }

  /**
   * Makes the dataset visible, in one transaction. Where the same content is stored already, that one stays and
   * is returned, and this copy goes; unless that one was damaged: then this copy takes its place.
   */
  async publish(description: DatasetDescription): Promise<DatasetManifest> {
    await this.flush();
    const manifest = await this.manifest(description);
    failpoint('import/described');
    // One publisher or remover at a time: two tabs importing the same file must not both find nothing stored.
    return navigator.locks.request(CATALOGUE_LOCK, async () => {
      failpoint('publish/locked');
      const stored = await this.database.get('datasets', manifest.id).catch(storageRejection);
      if (stored && (await isSound(this.database, stored))) {
        failpoint('publish/stored-already');
        await this.abandon();
        return stored;
      }
      await this.putInPlace(stored ?? manifest);
      return stored ?? manifest;
    });
  }

  private async putInPlace(manifest: DatasetManifest): Promise<void> {
    const replaced = await this.database.get('datasetShards', manifest.id).catch(storageRejection);
    await writeStrictly(this.database, ['datasets', 'datasetShards', 'imports', 'shards'], (writes) => {
      writes.put('datasets', manifest, manifest.id);
      failpoint('publish/manifest-put');
      writes.put('datasetShards', this.id, manifest.id);
      failpoint('publish/shards-linked');
      writes.delete('imports', this.id);
      failpoint('publish/intent-removed');
      if (replaced === undefined) return;
      writes.delete('shards', shardsOf(replaced));
      failpoint('publish/old-shards-removed');
    });
    failpoint('publish/written');
    this.close();
  }

  /** Removes what was written, unless it has been published. */
  async abandon(): Promise<void> {
    if (!this.isOpen) return;
    await this.writing.catch(() => undefined);
    failpoint('abandon/begun');
    try {
      await removeImport(this.database, this.id);
      failpoint('abandon/written');
    } finally {
      this.close();
    }
  }

  private close(): void {
    this.isOpen = false;
    this.release();
  }

  private put(number: number, shard: Shard, neededBytes: number, point: Failpoint): Promise<void> {
    return writeStrictly(
      this.database,
      ['shards'],
      (writes) => {
        writes.put('shards', shard, [this.id, number]);
        failpoint(point);
      },
      { neededMB: Math.max(1, Math.ceil(neededBytes / 1e6)) },
    );
  }

  private readBack(number: number): Promise<Shard> {
    return readChecked(this.database, [this.id, number], this.shards[number]?.info.sha256);
  }

  private async manifest(description: DatasetDescription): Promise<DatasetManifest> {
    const shards = this.shards.map(({ info }) => info);
    return {
      ...description,
      id: await contentId(description, shards),
      counts: countSamples(this.shards, description.labels.length),
      images: shards.reduce((sum, { images }) => sum + images, 0),
      importedAtMs: Date.now(),
      shards,
      formatVersion: 1,
    };
  }
}

async function describeShard(shard: Shard): Promise<Written> {
  const { pixels, labels, splits } = shard;
  return {
    info: { images: labels.length, bytes: pixels.length, sha256: await shardHash(shard) },
    labels,
    splits,
  };
}

/** Over pixels, then labels, then splits. */
function shardHash({ pixels, labels, splits }: Shard): Promise<string> {
  const joined = new Uint8Array(pixels.length + labels.length + splits.length);
  joined.set(pixels);
  joined.set(labels, pixels.length);
  joined.set(splits, pixels.length + labels.length);
  return sha256Hex(joined);
}

/** The same labels, picture size and samples in the same order have the same id. */
async function contentId(
  { labels, image }: DatasetDescription,
  shards: readonly ShardInfo[],
): Promise<string> {
  const { height, width, channels } = image;
  const content = [labels, [height, width, channels], shards.map(({ sha256 }) => sha256)];
  return (await sha256Hex(new TextEncoder().encode(JSON.stringify(content)))).slice(0, 32);
}

function countSamples(shards: readonly Written[], labelCount: number): Record<Split, number[]> {
  const zeros = () => Array.from({ length: labelCount }, () => 0);
  const counts: Record<Split, number[]> = { train: zeros(), validation: zeros(), test: zeros() };
  for (const { labels, splits } of shards) {
    for (const [index, label] of labels.entries()) {
      const ofSplit = counts[SPLITS[splits[index] ?? 0] ?? 'train'];
      ofSplit[label] = (ofSplit[label] ?? 0) + 1;
    }
  }
  return counts;
}

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
  const importId = await database.get('datasetShards', manifest.id).catch(storageRejection);
  if (importId === undefined) throw new AppError('storage/missing', { what: manifest.name });
  return readChecked(database, [importId, number], manifest.shards[number]?.sha256, manifest.name);
}

/** Whether every shard of a dataset is there and is what was written. Reads all of it. */
async function isSound(database: Database, manifest: DatasetManifest): Promise<boolean> {
  try {
    for (const number of manifest.shards.keys()) await readShard(database, manifest, number);
    return true;
  } catch (error) {
    if (error instanceof AppError && DAMAGES.has(error.code)) return false;
    throw error;
  }
}

const DAMAGES = new Set<ErrorCode>(['storage/damaged', 'storage/missing']);

async function readChecked(
  database: Database,
  key: [string, number],
  sha256: string | undefined,
  what = 'import',
): Promise<Shard> {
  const shard = await database.get('shards', key).catch((error: unknown) => {
    // The browser keeps large values in files of their own, and one can be lost (NotReadableError, DataError).
    throw new AppError('storage/damaged', { what, cause: describeCause(error) }, { cause: error });
  });
  if (!shard || (await shardHash(shard)) !== sha256) throw new AppError('storage/damaged', { what });
  return shard;
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
 * @returns how many there were
 */
export async function cleanUpImports(database: Database): Promise<number> {
  const ids = await database.getAllKeys('imports').catch((): string[] => []);
  if (ids.length > 0) failpoint('clean-up/found');
  const removed = await Promise.all(ids.map((id) => removeIfDead(database, id).catch(() => false)));
  return removed.filter(Boolean).length;
}

function removeIfDead(database: Database, id: string): Promise<boolean> {
  return navigator.locks.request(importLock(id), { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    failpoint('clean-up/locked');
    await removeImport(database, id);
    failpoint('clean-up/written');
    return true;
  });
}

function removeImport(database: Database, id: string): Promise<void> {
  return writeStrictly(database, ['shards', 'imports'], (writes) => {
    writes.delete('shards', shardsOf(id));
    failpoint('unwritten/shards-removed');
    writes.delete('imports', id);
    failpoint('unwritten/intent-removed');
  });
}

/** All shard keys of one import. */
function shardsOf(importId: string): IDBKeyRange {
  return IDBKeyRange.bound([importId, 0], [importId, Infinity]);
}

/** Held by whoever adds or removes a dataset, or writes beside one. */
export const CATALOGUE_LOCK = 'mien-datasets';

function importLock(id: string): string {
  return `mien-import-${id}`;
}

/** Takes a Web Lock and keeps it until the returned function is called, or the tab dies. */
function holdLock(name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const hold = () => new Promise<void>((release) => resolve(release));
    navigator.locks.request(name, hold).catch(reject);
  });
}

function storageRejection(error: unknown): never {
  throw storageFailure(error);
}
