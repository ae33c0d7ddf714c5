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
import { type Database, writeStrictly, type Writes } from './database';
import {
  CATALOGUE_LOCK,
  importLock,
  isSound,
  readChecked,
  removeImport,
  shardHash,
  shardsOf,
  storageRejection,
} from './dataset-store';
import { type Failpoint, failpoint } from './failpoints';

const SHARD_BYTES = 1024 * 1024; // of raw pixels
// One strict transaction each: every one of them waits for the disk. More at a time is no faster, and is memory.
const GROUP_BYTES = 8 * SHARD_BYTES;
const READ_AHEAD = 8; // shards

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
 *
 * @param neededBytes of the whole dataset, as far as it is known, for the message when the disk is full
 * @throws AppError storage/quota-full, storage/failed
 */
export async function beginImport(database: Database, neededBytes = 0): Promise<DatasetWriter> {
  const id = crypto.randomUUID();
  const release = await holdLock(importLock(id));
  failpoint('import/locked');
  try {
    await writeStrictly(
      database,
      ['imports'],
      (writes) => {
        writes.put('imports', { id, startedAtMs: Date.now() }, id);
        failpoint('import/intent-put');
      },
      needed(neededBytes),
    );
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
  readonly splits: Uint8Array;
}

/** A shard on its way to the disk. */
interface Outgoing {
  readonly number: number;
  readonly shard: Shard;
  readonly neededBytes: number;
  readonly described: Promise<Written>;
}

/** A dataset that is being written. Nothing of it can be seen before publish. */
export class DatasetWriter {
  private readonly shards: Written[] = [];
  private count = 0; // of shards, those under way too
  private group: Outgoing[] = [];
  // One group at a time, while the next is being read: enough, reading takes longer.
  private before: Promise<void> = Promise.resolve(); // the last group but one
  private writing: Promise<void> = Promise.resolve();
  private isOpen = true;

  constructor(
    private readonly database: Database,
    readonly id: string,
    private readonly release: () => void,
  ) {}

  /**
   * Stores one more shard, together with others in one transaction. Waits while a group before is being written, so
   * that a reader cannot run ahead; a failed write is thrown by a later call.
   *
   * @param neededBytes still to be stored, this shard included, for the message when the disk is full
   * @throws AppError storage/quota-full, storage/failed
   */
  async append(shard: Shard, neededBytes: number): Promise<void> {
    this.count += 1;
    await this.send(this.count - 1, shard, neededBytes, 'import/shard-put');
    failpoint('import/shard-ready');
  }

  /** Waits until every appended shard is on disk. @throws as append */
  async flush(): Promise<void> {
    await this.sendGroup('import/shard-put');
    await this.writing;
  }

  /** Gives every sample another split. @param splits [all samples], index into SPLITS */
  async replaceSplits(splits: Uint8Array): Promise<void> {
    await this.flush();
    let start = 0;
    for await (const [number, stored] of this.readAll()) {
      const images = stored.labels.length;
      stored.splits.set(splits.subarray(start, start + images)); // in place: the checksum then needs no copy
      failpoint('import/splits-read');
      await this.send(number, stored, stored.pixels.length, 'import/splits-put');
      start += images;
    }
    await this.sendGroup('import/splits-put');
    await this.writing;
    failpoint('import/splits-written');
  }

  /**
   * Reads every shard back and compares its checksum; yields after each.
   *
   * @throws AppError storage/damaged
   */
  async *verify(): AsyncGenerator<ShardInfo, void, void> {
    await this.flush();
    failpoint('import/shards-written');
    for await (const [number] of this.readAll()) {
      failpoint('import/shard-verified');
      yield (this.shards[number] as Written).info; // it was read by that
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
    const stores = ['datasets', 'datasetShards', 'imports', 'shards'] as const;
    const work = (writes: Writes) => {
      writes.put('datasets', manifest, manifest.id);
      failpoint('publish/manifest-put');
      writes.put('datasetShards', this.id, manifest.id);
      failpoint('publish/shards-linked');
      writes.delete('imports', this.id);
      failpoint('publish/intent-removed');
      if (replaced === undefined) return;
      writes.delete('shards', shardsOf(replaced));
      failpoint('publish/old-shards-removed');
    };
    await writeStrictly(this.database, stores, work, needed(0));
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

  private async send(number: number, shard: Shard, neededBytes: number, point: Failpoint): Promise<void> {
    const described = describeShard(shard);
    described.catch(() => undefined); // thrown by the writing of its group
    this.group.push({ number, shard, neededBytes, described });
    const bytes = this.group.reduce((sum, { shard: { pixels } }) => sum + pixels.length, 0);
    if (bytes >= GROUP_BYTES) await this.sendGroup(point);
  }

  private async sendGroup(point: Failpoint): Promise<void> {
    const { group } = this;
    if (group.length === 0) return;
    this.group = [];
    await this.before;
    this.before = this.writing;
    const written = this.put(group, point);
    this.writing = Promise.all([this.before, written]).then(() => undefined);
    this.writing.catch(() => undefined); // thrown by a later group, or by flush
  }

  /** The checksums are worked out while the disk is busy. */
  private async put(group: readonly Outgoing[], point: Failpoint): Promise<void> {
    const written = writeStrictly(
      this.database,
      ['shards'],
      (writes) => {
        for (const { number, shard } of group) {
          writes.put('shards', shard, [this.id, number]);
          failpoint(point);
        }
      },
      needed(group[0]?.neededBytes ?? 0),
    );
    const described = await Promise.all([...group.map((outgoing) => outgoing.described), written]);
    for (const [place, { number }] of group.entries()) this.shards[number] = described[place] as Written;
    failpoint('import/shards-on-disk');
  }

  /** Every shard as it is on disk, its checksum compared, some of them read ahead. @throws AppError storage/damaged */
  private async *readAll(): AsyncGenerator<readonly [number: number, shard: Shard], void, void> {
    const ahead: Promise<Shard>[] = [];
    let next = 0;
    for (let number = 0; number < this.shards.length; number += 1) {
      for (; next < Math.min(number + READ_AHEAD, this.shards.length); next += 1) {
        const shard = this.readBack(next);
        shard.catch(() => undefined); // thrown when it is its turn
        ahead.push(shard);
      }
      yield [number, await (ahead.shift() as Promise<Shard>)]; // never empty: next is larger than number
    }
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

/** What a full disk is told: never less than a megabyte. */
function needed(bytes: number): { neededMB: number } {
  return { neededMB: Math.max(1, Math.ceil(bytes / 1e6)) };
}

async function describeShard(shard: Shard): Promise<Written> {
  const { pixels, labels, splits } = shard;
  return {
    info: { images: labels.length, bytes: pixels.length, sha256: await shardHash(shard) },
    labels,
    splits,
  };
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

/** Takes a Web Lock and keeps it until the returned function is called, or the tab dies. */
function holdLock(name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const hold = () => new Promise<void>((release) => resolve(release));
    navigator.locks.request(name, hold).catch(reject);
  });
}
