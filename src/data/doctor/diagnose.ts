import { imageBytes, type DatasetManifest } from '../../shared/dataset';
import type { Diagnosis } from '../../shared/diagnosis';
import { nextTask } from '../../shared/next-task';
import type { Database } from '../../storage/database';
import { changeDiagnosis } from '../../storage/dataset-review';
import { getDataset, readShard } from '../../storage/dataset-store';
import { pixelKey } from '../duplicates';
import { emptinessOf } from './emptiness';
import { findingsOf, groupByKey } from './findings';
import { Kinship } from './kinship';
import { type Candidates, findNearPairs } from './near-copies';
import { type Hash, perceptualHash } from './perceptual-hash';
import { SKETCH_BYTES, sketchOf } from './sketch';

export interface DiagnoseProgress {
  readonly phase: 'reading' | 'comparing' | 'looking';
  readonly done: number; // pictures
  readonly images: number;
}

const PROGRESS_MS = 100;

/**
 * Examines every picture of a stored dataset and stores what it finds beside it.
 *
 * @returns undefined when stopped; nothing is stored then
 * @throws AppError storage/…
 */
export async function* diagnose(
  { id }: { readonly id: string },
  database: Database,
  signal: AbortSignal,
): AsyncGenerator<DiagnoseProgress, Diagnosis | undefined, void> {
  const startedMs = performance.now();
  const manifest = await getDataset(database, id);
  const pictures = yield* readPictures(manifest, database, signal);
  if (!pictures) return undefined;
  const kinship = new Kinship(groupByKey(pictures.keys), pictures.labels, pictures.splits);
  if (!(yield* compare(pictures, kinship, signal))) return undefined;
  const { found, ...rest } = findingsOf({ ...pictures, kinship });
  const seconds = (performance.now() - startedMs) / 1000;
  // The pictures are the same as ever, and what the face detector saw in them holds.
  return changeDiagnosis(database, id, (before) => {
    const looked = before?.found['no-face'];
    return { ...rest, found: { ...found, ...(looked && { 'no-face': looked }) }, seconds, formatVersion: 2 };
  });
}

interface Pictures {
  readonly labels: Uint8Array;
  readonly splits: Uint8Array;
  readonly keys: Float64Array; // of pixelKey: 53 bits
  readonly hashes: Hash[];
  readonly sketches: Uint8Array<ArrayBuffer>; // [images, 48, 48]
  readonly blank: number[];
  readonly flat: number[];
}

async function* readPictures(
  manifest: DatasetManifest,
  database: Database,
  signal: AbortSignal,
): AsyncGenerator<DiagnoseProgress, Pictures | undefined, void> {
  const { images, image } = manifest;
  const size = imageBytes(image);
  const pictures: Pictures = {
    labels: new Uint8Array(images),
    splits: new Uint8Array(images),
    keys: new Float64Array(images),
    hashes: [],
    sketches: new Uint8Array(images * SKETCH_BYTES),
    blank: [],
    flat: [],
  };
  let index = 0;
  for (const number of manifest.shards.keys()) {
    yield { phase: 'reading', done: index, images };
    const shard = await readShard(database, manifest, number);
    if (signal.aborted) return undefined;
    pictures.labels.set(shard.labels, index);
    pictures.splits.set(shard.splits, index);
    for (let place = 0; place < shard.labels.length; place += 1, index += 1) {
      const pixels = shard.pixels.subarray(place * size, (place + 1) * size);
      const sketch = sketchOf(pixels, image);
      const emptiness = emptinessOf(sketch);
      if (emptiness) pictures[emptiness].push(index);
      pictures.keys[index] = pixelKey(pixels);
      pictures.sketches.set(sketch, index * SKETCH_BYTES);
      pictures.hashes.push(perceptualHash(sketch));
    }
  }
  return pictures;
}

/**
 * Compares one picture of each group of equal ones with all others; blank ones look like nothing.
 *
 * @returns false when stopped
 */
async function* compare(
  { hashes, sketches, blank, labels }: Pictures,
  kinship: Kinship,
  signal: AbortSignal,
): AsyncGenerator<DiagnoseProgress, boolean, void> {
  const blanks = new Set(blank);
  const indices = kinship.exactGroup.filter((group, index) => group === index && !blanks.has(index));
  const candidates: Candidates = {
    indices,
    hashes: Array.from(indices, (index) => hashes[index] ?? [0, 0]),
    sketches,
  };
  const steps = findNearPairs(candidates, kinship);
  let next = 0; // ms
  for (;;) {
    const step = steps.next();
    if (step.done) return true;
    if (performance.now() < next) continue;
    next = performance.now() + PROGRESS_MS;
    yield { phase: 'comparing', done: Math.round(step.value * labels.length), images: labels.length };
    await nextTask(); // or a stop would not be heard
    if (signal.aborted) return false;
  }
}
