import { type DatasetManifest, imageBytes, type ImageSpec, type Shard, type Split } from '../shared/dataset';
import type { Database } from '../storage/database';
import { getDataset, readShard } from '../storage/dataset-store';
import { splitIndex } from './splits';

export interface Face {
  readonly label: number;
  readonly index: number; // of the sample in its dataset
  readonly pixels: Uint8Array<ArrayBuffer>; // [height, width, channels]
}

/** Some faces of one dataset, raw. */
export interface FaceSheet {
  readonly image: ImageSpec;
  /** By label, then in the order of the dataset. */
  readonly faces: readonly Face[];
}

/**
 * The first `perLabel` faces of each label of a split. Reads no more shards than it needs.
 *
 * @throws AppError storage/missing, storage/damaged
 */
export async function readFaces(
  database: Database,
  id: string,
  split: Split,
  perLabel: number,
): Promise<FaceSheet> {
  const manifest = await getDataset(database, id);
  const wanted = manifest.counts[split].map((count) => Math.min(count, perLabel));
  const found: Face[][] = wanted.map(() => []);
  const isComplete = () => found.every((faces, label) => faces.length >= (wanted[label] ?? 0));
  let start = 0;
  for (let number = 0; number < manifest.shards.length && !isComplete(); number += 1) {
    const shard = await readShard(database, manifest, number);
    for (const face of facesOf(shard, start, split, manifest)) {
      const faces = found[face.label];
      if (faces && faces.length < (wanted[face.label] ?? 0)) faces.push(face);
    }
    start += shard.labels.length;
  }
  return { image: manifest.image, faces: found.flat() };
}

function* facesOf(shard: Shard, start: number, split: Split, { image }: DatasetManifest): Generator<Face> {
  const size = imageBytes(image);
  for (const [position, label] of shard.labels.entries()) {
    if (shard.splits[position] !== splitIndex(split)) continue;
    yield {
      label,
      index: start + position,
      pixels: shard.pixels.slice(position * size, (position + 1) * size),
    };
  }
}
