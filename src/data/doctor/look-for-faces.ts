import { imageBytes, type DatasetManifest } from '../../shared/dataset';
import type { Diagnosis, Looked } from '../../shared/diagnosis';
import { nextTask } from '../../shared/next-task';
import type { Database } from '../../storage/database';
import { changeDiagnosis, readDiagnosis } from '../../storage/dataset-review';
import { getDataset, readShard } from '../../storage/dataset-store';
import { sharedFinder } from '../cut-faces';
import { diagnose, type DiagnoseProgress } from './diagnose';
import { faceCheck } from './face-check';

const PROGRESS_MS = 100;

/**
 * Shows every picture of a stored dataset to the face detector and stores, with what was found before, in which it saw no
 * face. About ten milliseconds a picture: a look of its own, which the user asks for.
 *
 * @returns undefined when stopped; nothing of the look is kept then
 * @throws AppError faces/unavailable, storage/…
 */
export async function* lookForFaces(
  { id }: { readonly id: string },
  database: Database,
  signal: AbortSignal,
): AsyncGenerator<DiagnoseProgress, Diagnosis | undefined, void> {
  const manifest = await getDataset(database, id);
  const examined = (await readDiagnosis(database, id)) ?? (yield* diagnose({ id }, database, signal));
  if (!examined) return undefined;
  const looked = yield* look(manifest, database, signal);
  if (!looked) return undefined;
  return changeDiagnosis(database, id, (before = examined) => ({
    ...before,
    found: { ...before.found, 'no-face': looked },
  }));
}

async function* look(
  manifest: DatasetManifest,
  database: Database,
  signal: AbortSignal,
): AsyncGenerator<DiagnoseProgress, Looked | undefined, void> {
  const { images, image } = manifest;
  const startedMs = performance.now();
  yield { phase: 'looking', done: 0, images };
  const hasFace = faceCheck(await sharedFinder(), image);
  const size = imageBytes(image);
  const without: number[] = [];
  let index = 0;
  let next = 0; // ms
  for (const number of manifest.shards.keys()) {
    const { pixels, labels } = await readShard(database, manifest, number);
    for (let place = 0; place < labels.length; place += 1, index += 1) {
      if (!hasFace(pixels.subarray(place * size, (place + 1) * size))) without.push(index);
      if (performance.now() < next) continue;
      next = performance.now() + PROGRESS_MS;
      yield { phase: 'looking', done: index + 1, images };
      await nextTask(); // or a stop would not be heard
      if (signal.aborted) return undefined;
    }
    if (signal.aborted) return undefined;
  }
  return { pictures: Uint32Array.from(without), seconds: (performance.now() - startedMs) / 1000 };
}
