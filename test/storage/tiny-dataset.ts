import type { Shard } from '../../src/shared/dataset';
import type { Database } from '../../src/storage/database';
import type { DatasetDescription } from '../../src/storage/dataset-manifest';
import { beginImport } from '../../src/storage/dataset-writer';

export const TINY: DatasetDescription = {
  name: 'tiny',
  kind: 'image-folders',
  labels: ['frown', 'wink'],
  image: { height: 1, width: 2, channels: 1 },
  rejected: { total: 0, first: [] },
  splitSource: 'official',
  isDrawn: false,
};

/** Three pictures of two pixels: two for training (one of each label), one wink for validation. */
export function tinyShard(level: number): Shard {
  return {
    pixels: new Uint8Array(6).fill(level),
    labels: Uint8Array.of(0, 1, 1),
    splits: Uint8Array.of(0, 0, 1),
    origins: ['a', 'b', 'c'],
  };
}

/** The same with a pose for each picture. */
export function turnedShard(level: number, yaw: number): Shard {
  return { ...tinyShard(level), poses: Float32Array.of(yaw, 0, 0, yaw, 0, 0, NaN, NaN, NaN) };
}

export async function storeTurned(database: Database, level: number, yaw: number) {
  const writer = await beginImport(database);
  await writer.append(turnedShard(level, yaw), 6);
  return writer.publish({ ...TINY, name: 'turned' });
}

export async function storeTiny(
  database: Database,
  levels: readonly number[],
  change: Partial<DatasetDescription> = {},
) {
  const writer = await beginImport(database);
  for (const level of levels) await writer.append(tinyShard(level), 6);
  return writer.publish({ ...TINY, ...change });
}
