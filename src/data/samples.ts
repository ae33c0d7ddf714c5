import { countOf, imageBytes, type ImageSpec, type Shard, type Split } from '../shared/dataset';
import { excludedAfter, type ExclusionMark, indexDigest } from '../shared/exclusions';
import { PURPOSE, randomPermutation } from '../shared/random';
import type { Database } from '../storage/database';
import { readExclusions } from '../storage/dataset-review';
import { getDataset, readShard } from '../storage/dataset-store';
import { positionsByLabel, splitIndex } from './splits';

/** Samples of one dataset in memory, in its order. */
export interface Samples {
  readonly image: ImageSpec;
  readonly pixels: Uint8Array; // [count, height, width, channels]
  readonly labels: Uint8Array; // [count], index into the dataset's labels
  readonly indices: Uint32Array; // [count], ascending: where each stands in the dataset
  /** What is left out of their split; undefined where nothing is. */
  readonly exclusions?: ExclusionMark | undefined;
}

/**
 * Loads one split of a stored dataset, one shard at a time, without what the user left out of it.
 *
 * @param excluded dataset indices to leave out instead of those that are left out now
 * @throws AppError storage/missing, storage/damaged
 */
export async function loadSplit(
  database: Database,
  id: string,
  split: Split,
  excluded?: ReadonlySet<number>,
): Promise<Samples> {
  const manifest = await getDataset(database, id);
  const without = excluded ?? (await excludedNow(database, id));
  const count = countOf(manifest, split);
  const size = imageBytes(manifest.image);
  const samples = {
    image: manifest.image,
    pixels: new Uint8Array(count * size),
    labels: new Uint8Array(count),
    indices: new Uint32Array(count),
  };
  const left: number[] = [];
  let start = 0;
  let filled = 0;
  for (const number of manifest.shards.keys()) {
    const shard = await readShard(database, manifest, number);
    for (const position of positionsOf(shard, split)) {
      if (without.has(start + position)) {
        left.push(start + position);
        continue;
      }
      samples.pixels.set(shard.pixels.subarray(position * size, (position + 1) * size), filled * size);
      samples.labels[filled] = shard.labels[position] ?? 0;
      samples.indices[filled] = start + position;
      filled += 1;
    }
    start += shard.labels.length;
  }
  if (left.length === 0) return samples;
  return {
    ...samples,
    pixels: samples.pixels.subarray(0, filled * size),
    labels: samples.labels.subarray(0, filled),
    indices: samples.indices.subarray(0, filled),
    exclusions: { images: left.length, digest: await indexDigest(left) },
  };
}

/** What the user has left out of a dataset. */
export async function excludedNow(database: Database, id: string): Promise<ReadonlySet<number>> {
  return new Set(excludedAfter((await readExclusions(database, id))?.steps ?? []).keys());
}

function positionsOf({ splits }: Shard, split: Split): number[] {
  const wanted = splitIndex(split);
  return Array.from(splits.keys()).filter((position) => splits[position] === wanted);
}

/** The samples at some positions, copied. */
export function takeSamples(samples: Samples, positions: Uint32Array): Samples {
  const size = imageBytes(samples.image);
  const pixels = new Uint8Array(positions.length * size);
  for (const [place, position] of positions.entries()) {
    pixels.set(samples.pixels.subarray(position * size, (position + 1) * size), place * size);
  }
  return {
    image: samples.image,
    pixels,
    labels: Uint8Array.from(positions, (position) => samples.labels[position] ?? 0),
    indices: Uint32Array.from(positions, (position) => samples.indices[position] ?? 0),
    exclusions: samples.exclusions,
  };
}

/**
 * Which samples a limit keeps: every label keeps its share of the whole, drawn by the seed.
 *
 * @param labels [count]
 * @returns positions, ascending; all of them when the limit is no limit
 */
export function stratifiedSubset(labels: Uint8Array, limit: number, seed: number): Uint32Array {
  if (limit >= labels.length) return Uint32Array.from(labels.keys());
  const byLabel = [...positionsByLabel(labels)];
  const shares = apportion(
    byLabel.map(([, members]) => members.length),
    limit,
  );
  const kept = byLabel.flatMap(([label, members], place) => {
    const order = randomPermutation(members.length, seed, PURPOSE.subset, label);
    return Array.from(order.subarray(0, shares[place]), (member) => members[member] ?? 0);
  });
  return Uint32Array.from(kept).toSorted();
}

/** Splits `total` in proportion to the counts, by largest remainder; the shares sum to total. */
function apportion(counts: readonly number[], total: number): number[] {
  const sum = counts.reduce((running, count) => running + count, 0);
  const exact = counts.map((count) => (count * total) / sum);
  const shares = exact.map(Math.floor);
  const missing = total - shares.reduce((running, share) => running + share, 0);
  const byRemainder = [...exact.keys()].toSorted(
    (one, other) => fraction(exact, other) - fraction(exact, one),
  );
  for (const place of byRemainder.slice(0, missing)) shares[place] = (shares[place] ?? 0) + 1;
  return shares;
}

function fraction(values: readonly number[], place: number): number {
  const value = values[place] ?? 0;
  return value - Math.floor(value);
}

/**
 * Names a set of training samples, for the model card.
 *
 * @param indices dataset indices, in any order
 * @returns SHA-256 (hex) over the ascending indices as little-endian uint32
 */
export function sampleDigest(indices: Uint32Array): Promise<string> {
  return indexDigest(indices);
}
