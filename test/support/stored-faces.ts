import { storeDataset } from '../../src/data/import-dataset';
import { readDrawnFaces, type DrawnFace } from '../../src/data/drawn-sample';
import type { DatasetManifest } from '../../src/shared/dataset';
import { type Database, DATABASE_NAME, openDatabase } from '../../src/storage/database';

/** An empty database of its own; deleted when the test file's page goes. */
export function freshDatabase(): Promise<Database> {
  return openDatabase(`${DATABASE_NAME}-test-${crypto.randomUUID()}`);
}

/** Stores pictures through the importer's own path. */
export async function storeFaces(
  database: Database,
  faces: readonly DrawnFace[],
  others: Partial<Pick<DatasetManifest, 'labels' | 'image'>> = {},
): Promise<DatasetManifest> {
  const reader = { ...readDrawnFaces(faces, faces.length), ...others };
  const manifest = await finish(
    storeDataset(
      reader,
      { name: 'test faces', acceptTruncated: false },
      database,
      new AbortController().signal,
    ),
  );
  if (!manifest) throw new Error('the import was stopped');
  return manifest;
}

/** Runs a job to its end, collecting what it yields. */
export async function finish<Progress, Result>(
  job: AsyncGenerator<Progress, Result, void>,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Result> {
  for (;;) {
    const step = await job.next();
    if (step.done) return step.value;
    onProgress(step.value);
  }
}
