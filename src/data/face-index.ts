import { type DatasetManifest, SPLITS, type Split } from '../shared/dataset';
import type { Database } from '../storage/database';
import { getDataset, readShard } from '../storage/dataset-store';

/** What is known of every picture of a dataset without its pixels. */
export interface FaceIndex {
  readonly labels: Uint8Array<ArrayBuffer>; // [images], index into the dataset's labels
  readonly splits: Uint8Array<ArrayBuffer>; // [images], index into SPLITS
  /** [images]: the row of the CSV, or the path in the archive or folder. */
  readonly origins: readonly (number | string)[];
  /** [images, 3], radians, NaN where nobody knows: how the heads are turned, where the source tells it. */
  readonly poses?: Float32Array<ArrayBuffer>;
}

/** @throws AppError storage/missing, storage/damaged */
export async function indexFaces(database: Database, id: string): Promise<FaceIndex> {
  const manifest = await getDataset(database, id);
  const labels = new Uint8Array(manifest.images);
  const splits = new Uint8Array(manifest.images);
  const origins: (number | string)[] = [];
  let poses: Float32Array<ArrayBuffer> | undefined;
  for (const number of manifest.shards.keys()) {
    const shard = await readShard(database, manifest, number);
    labels.set(shard.labels, origins.length);
    splits.set(shard.splits, origins.length);
    if (shard.poses) {
      poses ??= new Float32Array(manifest.images * 3).fill(NaN);
      poses.set(shard.poses, origins.length * 3);
    }
    for (const origin of shard.origins) origins.push(origin);
  }
  return { labels, splits, origins, ...(poses && { poses }) };
}

/** How many of some pictures there are, [split][label]. */
export function countFaces(
  { labels: names }: Pick<DatasetManifest, 'labels'>,
  { labels, splits }: FaceIndex,
  indices: Iterable<number>,
): Record<Split, number[]> {
  const zeros = () => names.map(() => 0);
  const counts: Record<Split, number[]> = { train: zeros(), validation: zeros(), test: zeros() };
  for (const index of indices) {
    const ofSplit = counts[SPLITS[splits[index] ?? 0] ?? 'train'];
    const label = labels[index] ?? 0;
    ofSplit[label] = (ofSplit[label] ?? 0) + 1;
  }
  return counts;
}
