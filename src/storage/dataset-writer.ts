import {
  type DatasetManifest,
  imageBytes,
  type ImageSpec,
  type Shard,
  type ShardInfo,
} from '../shared/dataset';
import { type Database, type ImportIntent, writeStrictly, type Writes } from './database';
import {
  type DatasetDescription,
  describeDataset,
  type WrittenShard,
  writtenShard,
} from './dataset-manifest';
import {
  CATALOGUE_LOCK,
  importLock,
  isSound,
  posesHash,
  readBack,
  readChecked,
  removeImport,
  shardHash,
  shardsOf,
  storageRejection,
} from './dataset-store';
import { type Failpoint, failpoint } from './failpoints';

// Of raw pixels. A little less than a MiB: the browser's memory allocator goes to the system for each piece of 960 KiB or
// more, and every copy on the way to the disk and back would be of fresh pages.
const SHARD_BYTES = 900 * 1024;
// One strict transaction each. Several at a time, so that one is compared while others are written and read back; no more,
// because they are memory.
const GROUP_BYTES = 8 * 1024 * 1024;
const GROUPS_AT_ONCE = 3; // beside the one that is being filled
const READ_AHEAD = 8; // shards

/** How many pictures one shard holds, so that it comes to a little less than 1 MiB whatever their size. */
export function imagesPerShard(image: ImageSpec): number {
  return Math.max(1, Math.floor(SHARD_BYTES / imageBytes(image)));
}

/**
 * Starts an import. Its intent is on disk and its Web Lock is held until it is published or abandoned, or until
 * the tab dies: an intent whose lock is free is nobody's and is cleaned up at the next start.
 *
 * @param neededBytes of the whole dataset, as far as it is known, for the message when the disk is full
 * @param dataset what it is to become
 * @throws AppError storage/quota-full, storage/failed
 */
export async function beginImport(
  database: Database,
  neededBytes = 0,
  dataset?: ImportIntent['dataset'],
): Promise<DatasetWriter> {
  const id = crypto.randomUUID();
  const release = await holdLock(importLock(id));
  failpoint('import/locked');
  try {
    await writeStrictly(
      database,
      ['imports'],
      (writes) => {
        writes.put('imports', { id, startedAtMs: Date.now(), ...(dataset && { dataset }) }, id);
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

/** A shard on its way to the disk. */
interface Outgoing {
  readonly number: number;
  readonly shard: Shard;
  readonly sha256: Promise<string>; // worked out while the disk is waited for
  readonly neededBytes: number;
}

/** A dataset that is being written. Nothing of it can be seen before publish. */
export class DatasetWriter {
  private readonly shards: WrittenShard[] = []; // those that were read back
  private count = 0; // of shards, those under way too
  private group: Outgoing[] = [];
  private readonly underWay: Promise<void>[] = []; // groups, the oldest first
  private sent: Promise<void> = Promise.resolve(); // all groups so far
  private isOpen = true;

  constructor(
    private readonly database: Database,
    readonly id: string,
    private readonly release: () => void,
  ) {}

  /**
   * Stores one more shard, together with others in one transaction, and reads it back. It is not to be changed any
   * more. Waits while groups before are under way, so that a reader cannot run ahead; what fails is thrown by a
   * later call.
   *
   * @param neededBytes still to be stored, this shard included, for the message when the disk is full
   * @throws AppError storage/quota-full, storage/failed, storage/damaged
   */
  async append(shard: Shard, neededBytes: number): Promise<void> {
    this.count += 1;
    await this.send(this.count - 1, shard, neededBytes, 'import/shard-put');
    failpoint('import/shard-ready');
  }

  /** Waits until every appended shard is on disk and was read back. @throws as append */
  async flush(): Promise<void> {
    await this.sendGroup('import/shard-put');
    await this.sent;
  }

  /** Gives every sample another split. @param splits [all samples], index into SPLITS */
  async replaceSplits(splits: Uint8Array): Promise<void> {
    await this.flush();
    let start = 0;
    let left = this.shards.reduce((sum, { info }) => sum + info.bytes, 0);
    for await (const [number, stored] of this.readAll()) {
      const images = stored.labels.length;
      stored.splits.set(splits.subarray(start, start + images));
      failpoint('import/splits-read');
      await this.send(number, stored, left, 'import/splits-put');
      left -= stored.pixels.length;
      start += images;
    }
    await this.sendGroup('import/splits-put');
    await this.sent;
    failpoint('import/splits-written');
  }

  /** Waits as flush does, and yields what is on disk. @throws as append */
  async *verify(): AsyncGenerator<ShardInfo, void, void> {
    await this.flush();
    failpoint('import/shards-written');
    for (const { info } of this.shards) yield info;
  }

  /**
   * Makes the dataset visible, in one transaction. Where the same content is stored already, that one stays and
   * is returned, and this copy goes; unless that one was damaged, or lacks poses that this copy has: then this copy takes
   * its place, under its name.
   */
  async publish(description: DatasetDescription): Promise<DatasetManifest> {
    await this.flush();
    const manifest = await describeDataset(description, this.shards);
    failpoint('import/described');
    // One publisher or remover at a time: two tabs importing the same file must not both find nothing stored.
    return navigator.locks.request(CATALOGUE_LOCK, async () => {
      failpoint('publish/locked');
      const stored = await this.database.get('datasets', manifest.id).catch(storageRejection);
      if (stored && !bringsPoses(manifest, stored) && (await isSound(this.database, stored))) {
        failpoint('publish/stored-already');
        await this.abandon();
        return stored;
      }
      const published = stored ? { ...stored, shards: manifest.shards } : manifest;
      await this.putInPlace(published);
      return published;
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
    await this.sent.catch(() => undefined);
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
    this.group.push({ number, shard, sha256: shardHash(shard), neededBytes });
    const bytes = this.group.reduce((sum, { shard: { pixels } }) => sum + pixels.length, 0);
    if (bytes >= GROUP_BYTES) await this.sendGroup(point);
  }

  private async sendGroup(point: Failpoint): Promise<void> {
    const { group } = this;
    if (group.length === 0) return;
    this.group = [];
    if (this.underWay.length >= GROUPS_AT_ONCE) await this.underWay.shift();
    const stored = this.store(group, point);
    this.underWay.push(stored);
    this.sent = Promise.all([this.sent, stored]).then(() => undefined);
    for (const outcome of [stored, this.sent]) outcome.catch(() => undefined); // thrown by a later group, or by flush
  }

  private async store(group: readonly Outgoing[], point: Failpoint): Promise<void> {
    await writeStrictly(
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
    failpoint('import/shards-on-disk');
    const keys = group.map(({ number }) => [this.id, number] as [string, number]);
    await readBack(
      this.database,
      keys,
      group.map(({ shard }) => shard),
    );
    for (const { number, shard, sha256 } of group) {
      this.shards[number] = writtenShard(shard, {
        sha256: await sha256,
        posesSha256: await posesHash(shard),
      });
      failpoint('import/shard-verified');
    }
  }

  /** Every shard as it is on disk, its checksum compared, some of them read ahead. @throws AppError storage/damaged */
  private async *readAll(): AsyncGenerator<readonly [number: number, shard: Shard], void, void> {
    const ahead: Promise<Shard>[] = [];
    let next = 0;
    for (let number = 0; number < this.shards.length; number += 1) {
      for (; next < Math.min(number + READ_AHEAD, this.shards.length); next += 1) {
        const shard = this.readAgain(next);
        shard.catch(() => undefined); // thrown when it is its turn
        ahead.push(shard);
      }
      yield [number, await (ahead.shift() as Promise<Shard>)]; // never empty: next is larger than number
    }
  }

  private readAgain(number: number): Promise<Shard> {
    return readChecked(this.database, [this.id, number], this.shards[number]?.info);
  }
}

/** Whether a copy knows of poses where the stored one knows of none, or cannot vouch for them. */
function bringsPoses(copy: DatasetManifest, stored: DatasetManifest): boolean {
  return copy.shards.some(
    ({ posesSha256 }, number) =>
      posesSha256 !== undefined && stored.shards[number]?.posesSha256 === undefined,
  );
}

/** What a full disk is told: never less than a megabyte. */
function needed(bytes: number): { neededMB: number } {
  return { neededMB: Math.max(1, Math.ceil(bytes / 1e6)) };
}

/** Takes a Web Lock and keeps it until the returned function is called, or the tab dies. */
function holdLock(name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const hold = () => new Promise<void>((release) => resolve(release));
    navigator.locks.request(name, hold).catch(reject);
  });
}
