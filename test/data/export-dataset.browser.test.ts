import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExportFormat, exportDataset } from '../../src/data/export-dataset';
import { importFiles } from '../../src/data/import-dataset';
import { ReviewDesk } from '../../src/data/review-desk';
import type { DatasetManifest } from '../../src/shared/dataset';
import { toFailure } from '../../src/shared/errors';
import { type Database, openDatabase } from '../../src/storage/database';
import { removeDataset } from '../../src/storage/dataset-store';
import { oneFile } from './one-file';
import { csvText } from './tiny-fer2013';
import { pictureFile, zipOf } from './tiny-pictures';

let database: Database;
let name: string;

beforeEach(async () => {
  name = `test-${crypto.randomUUID()}`;
  database = await openDatabase(name);
});

afterEach(async () => {
  database.close();
  await deleteDB(name);
});

async function finish<Result>(steps: AsyncGenerator<unknown, Result, void>): Promise<Result> {
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

const running = new AbortController();

async function imported(file: File): Promise<DatasetManifest> {
  const steps = importFiles({ ...oneFile(file), acceptTruncated: false }, database, running.signal);
  const manifest = await finish(steps);
  if (!manifest) throw new Error('the import was stopped');
  return manifest;
}

async function exported(id: string, format: ExportFormat, to?: FileSystemFileHandle): Promise<File> {
  const result = await finish(exportDataset({ id, format, to }, database, running.signal));
  const file = to ? await to.getFile() : new File([result?.blob ?? ''], `export.${format}`);
  expect(result?.bytes).toBe(file.size);
  return file;
}

/** More than one shard of faces that differ pixel by pixel, in all three parts. */
function gradientCsv(): string {
  const usages = ['Training', 'Training', 'PublicTest', 'PrivateTest'];
  return csvText(
    Array.from({ length: 500 }, (_, row) => ({
      emotion: row % 7,
      usage: usages[row % 4] ?? '',
      pixels: Array.from({ length: 2304 }, (__, at) => (at * 7 + row * 13) % 256).join(' '),
    })),
  );
}

/** Imports an export into an empty storage: the id is a hash of labels, size, pixels, labels and splits. */
async function idAfterReturn(manifest: DatasetManifest, format: ExportFormat): Promise<string> {
  const file = await exported(manifest.id, format);
  await removeDataset(database, manifest.id);
  return (await imported(file)).id;
}

describe('an export', () => {
  it('is without what is left out where it is asked to be, and says of how many', async () => {
    const { id } = await imported(new File([gradientCsv()], 'fer2013.csv'));
    const desk = new ReviewDesk(() => Promise.resolve(database));
    const indices = Uint32Array.of(1, 460, 499); // of both shards
    await desk.change(id, { excluded: [{ why: 'by-hand', indices }], readmitted: new Uint32Array() });
    const asked = { id, format: 'csv', isCleaned: true } as const;
    const result = await finish(exportDataset(asked, database, running.signal));
    const lines = gradientCsv().split('\n');
    const kept = lines.filter((_, line) => ![2, 461, 500].includes(line)); // the header is the first
    expect(await result?.blob?.text()).toBe(kept.join('\n'));
    expect(await (await exported(id, 'csv')).text()).toBe(gradientCsv());
  });

  it('as CSV is the file it came from, byte by byte', async () => {
    const text = gradientCsv();
    const { id } = await imported(new File([text], 'fer2013.csv'));
    expect(await (await exported(id, 'csv')).text()).toBe(text);
  });

  it('as zip gives the same dataset when it is imported again', async () => {
    const manifest = await imported(new File([gradientCsv()], 'fer2013.csv'));
    expect(await idAfterReturn(manifest, 'zip')).toBe(manifest.id);
  });

  it('as zip keeps labels and folders of any name, and colour', async () => {
    const size = { width: 150, height: 150 };
    const manifest = await imported(
      await zipOf({
        'train/眨眼/1.png': await pictureFile((x, y) => x + y / 2, size),
        'train/a frown/2.png': await pictureFile((x, y) => y + x / 3, size),
        'validation/a frown/3.png': await pictureFile((x) => x, size),
        'test/眨眼/4.png': await pictureFile((_, y) => y, size),
      }),
    );
    expect(manifest.image.channels).toBe(3);
    const again = await idAfterReturn(manifest, 'zip');
    // The order differs from a zip of another order; these four stand in the order of their numbers.
    expect(again).toBe(manifest.id);
  });

  it('goes into a chosen file, piece by piece', async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await folder.getFileHandle('export.csv', { create: true });
    const text = gradientCsv();
    const { id } = await imported(new File([text], 'fer2013.csv'));
    expect(await (await exported(id, 'csv', file)).text()).toBe(text);
    await folder.removeEntry('export.csv');
  });

  it('that is stopped leaves the chosen file as it was', async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await folder.getFileHandle('stopped.csv', { create: true });
    const { id } = await imported(new File([gradientCsv()], 'fer2013.csv'));
    const stop = new AbortController();
    const steps = exportDataset({ id, format: 'csv', to: file }, database, stop.signal);
    await steps.next();
    stop.abort();
    expect(await finish(steps)).toBeUndefined();
    expect((await file.getFile()).size).toBe(0);
    await folder.removeEntry('stopped.csv');
  });

  it('as CSV is refused for what is no FER2013', async () => {
    const { id } = await imported(
      await zipOf({ 'wink/1.png': await pictureFile(() => 1), 'frown/2.png': await pictureFile(() => 2) }),
    );
    const steps = exportDataset({ id, format: 'csv' }, database, running.signal);
    expect((await finish(steps).then(() => undefined, toFailure))?.code).toBe('data/unknown-format');
  });
});
