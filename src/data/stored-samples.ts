import { type DatasetManifest, imageBytes, poseAt, type Shard, type Split, SPLITS } from '../shared/dataset';
import type { Database } from '../storage/database';
import { readShard } from '../storage/dataset-store';
import type { Portion, ReadEnd, Reader, Sample } from './reader';

const NOTHING: ReadonlySet<number> = new Set();

/**
 * The samples of a stored dataset, a shard at a time.
 *
 * @param without dataset indices to leave out
 * @throws AppError storage/missing, storage/damaged
 */
export async function* storedSamples(
  database: Database,
  manifest: DatasetManifest,
  without = NOTHING,
): AsyncGenerator<readonly Sample[], void, void> {
  let start = 0;
  for (const number of manifest.shards.keys()) {
    const samples = samplesOf(await readShard(database, manifest, number), imageBytes(manifest.image));
    const first = start;
    yield samples.filter((_, place) => !without.has(first + place));
    start += samples.length;
  }
}

function samplesOf({ pixels, labels, splits, origins, poses }: Shard, size: number): Sample[] {
  return Array.from(labels, (label, place) => ({
    pixels: pixels.subarray(place * size, (place + 1) * size),
    label,
    split: splitOf(splits[place]),
    origin: origins[place] ?? place,
    pose: poseAt(poses, place),
  }));
}

function splitOf(index = 0): Split {
  return SPLITS[index] ?? 'train';
}

/** A stored dataset as a source like any other, to be stored again with other splits. */
export function storedReader(database: Database, manifest: DatasetManifest): Reader {
  const { kind, labels, image, isDrawn, images, shards, splitSource } = manifest;
  async function* read(): AsyncGenerator<Portion, ReadEnd, void> {
    let doneBytes = 0;
    let mostToCome = images;
    for await (const samples of storedSamples(database, manifest)) {
      doneBytes += samples.length * imageBytes(image);
      mostToCome -= samples.length;
      yield { samples, rejections: [], doneBytes, mostToCome };
    }
    return { splitSource, isTruncated: false };
  }
  const totalBytes = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  return { kind, labels, image, isDrawn, totalBytes, totalImages: images, read };
}
