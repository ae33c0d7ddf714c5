import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFaces } from '../../src/data/face-sheet';
import { drawSample, importFiles, type ImportProgress, splitAgain } from '../../src/data/import-dataset';
import { diagnose } from '../../src/data/doctor/diagnose';
import { ReviewDesk } from '../../src/data/review-desk';
import { loadSplit } from '../../src/data/samples';
import { type DatasetManifest, countOf } from '../../src/shared/dataset';
import { toFailure } from '../../src/shared/errors';
import { EXPRESSIONS } from '../../src/shared/labels';
import { type Database, openDatabase } from '../../src/storage/database';
import { listDatasets, readShard, removeDataset, renameDataset } from '../../src/storage/dataset-store';
import { finish as finishJob } from '../support/stored-faces';
import { oneFile } from './one-file';
import { csvText, type TinyRow } from './tiny-fer2013';
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

type Steps = AsyncGenerator<ImportProgress, DatasetManifest | undefined, void>;

async function finish(steps: Steps, onProgress: (progress: ImportProgress) => void = () => undefined) {
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
    onProgress(step.value);
  }
}

const importing = (file: File, { acceptTruncated = false, signal = new AbortController().signal } = {}) =>
  importFiles({ ...oneFile(file), acceptTruncated }, database, signal);

async function imported(file: File, acceptTruncated = false): Promise<DatasetManifest> {
  const manifest = await finish(importing(file, { acceptTruncated }));
  if (!manifest) throw new Error('the import was stopped');
  return manifest;
}

const failureOf = (file: File) => finish(importing(file)).then(() => undefined, toFailure);

async function expectNothingStored(): Promise<void> {
  expect(await listDatasets(database)).toEqual([]);
  expect(await database.count('shards')).toBe(0);
  expect(await database.count('imports')).toBe(0);
}

const csvFile = (rows: readonly TinyRow[], fileName = 'fer2013.csv') => new File([csvText(rows)], fileName);
const rowsOf = (count: number, row: TinyRow = {}) =>
  Array.from({ length: count }, (_, index) => ({ level: index % 256, ...row }));

describe('importing a FER2013 CSV', () => {
  const rows = [
    { emotion: 3, level: 10 },
    { emotion: 0, level: 20 },
    { emotion: 3, level: 30, usage: 'PublicTest' },
    { emotion: 6, level: 40, usage: 'PrivateTest' },
  ];

  it('stores labels, splits, pixels and rows as the file has them', async () => {
    const manifest = await imported(csvFile(rows));
    expect(manifest).toMatchObject({
      name: 'fer2013',
      kind: 'fer2013-csv',
      labels: EXPRESSIONS,
      images: 4,
      splitSource: 'official',
      isDrawn: false,
      rejected: { total: 0, first: [], byReason: {} },
    });
    expect(manifest.counts).toEqual({
      train: [1, 0, 0, 1, 0, 0, 0],
      validation: [0, 0, 0, 1, 0, 0, 0],
      test: [0, 0, 0, 0, 0, 0, 1],
    });
    const shard = await readShard(database, manifest, 0);
    expect(shard.origins).toEqual([2, 3, 4, 5]);
    expect(shard.pixels[2304]).toBe(20);
  });

  it('stores more than one shard and finds every sample again', async () => {
    const levels = Array.from({ length: 1000 }, (_, index) => index % 251);
    const manifest = await imported(csvFile(levels.map((level, index) => ({ level, emotion: index % 7 }))));
    expect(manifest.shards.map(({ images }) => images)).toEqual([400, 400, 200]);
    const train = await loadSplit(database, manifest.id, 'train');
    const validation = await loadSplit(database, manifest.id, 'validation');
    expect(train.labels.length + validation.labels.length).toBe(1000);
    for (const { indices, labels, pixels } of [train, validation]) {
      expect([...labels]).toEqual(Array.from(indices, (index) => index % 7));
      expect(Array.from(indices, (_, place) => pixels[place * 2304])).toEqual(
        Array.from(indices, (index) => levels[index]),
      );
    }
  });

  it('draws ten percent of each label for validation where the file has none, and says so', async () => {
    const manifest = await imported(csvFile([...rowsOf(40, { emotion: 1 }), ...rowsOf(20, { emotion: 5 })]));
    expect(manifest.counts.validation).toEqual([0, 4, 0, 0, 0, 2, 0]);
    expect(manifest.counts.train).toEqual([0, 36, 0, 0, 0, 18, 0]);
    expect(manifest.splitSource).toBe('seeded');
  });

  it('counts copies, after the parts that were missing have been drawn', async () => {
    const official = await imported(
      csvFile([{ level: 1 }, { level: 1, usage: 'PublicTest', emotion: 5 }, { level: 2 }]),
    );
    expect(official.findings).toEqual({ exactDuplicates: 1, acrossSplits: 1, contradictory: 2 });
    const seeded = await imported(csvFile(Array.from({ length: 20 }, () => ({ level: 3 }))));
    // Twenty copies of one picture: no part can be drawn from them that training does not hold too.
    expect(seeded.counts.validation[0]).toBe(0);
    expect(seeded.findings).toEqual({ exactDuplicates: 19, acrossSplits: 0, contradictory: 0 });
  });

  it('draws all parts anew where the user wants that, copies together, and says how', async () => {
    const rows200 = Array.from({ length: 200 }, (_, index) => ({ level: index % 100, usage: 'PublicTest' }));
    const splits = { seed: 42, validationPercent: 20, testPercent: 10 };
    const request = { ...oneFile(csvFile(rows200)), acceptTruncated: false, splits, title: 'Mine' };
    const manifest = await finish(importFiles(request, database, new AbortController().signal));
    expect(manifest).toMatchObject({
      name: 'Mine',
      splitSource: 'seeded',
      splitDraw: splits,
      counts: {
        train: [140, 0, 0, 0, 0, 0, 0],
        validation: [40, 0, 0, 0, 0, 0, 0],
        test: [20, 0, 0, 0, 0, 0, 0],
      },
      findings: { exactDuplicates: 100, acrossSplits: 0, contradictory: 0 },
    });
  });

  it('skips a few bad rows and reports them', async () => {
    const manifest = await imported(csvFile([...rowsOf(20), { emotion: 9 }, ...rowsOf(20)]));
    expect(manifest.images).toBe(40);
    expect(manifest.rejected).toEqual({
      total: 1,
      first: [{ at: { row: 22 }, reason: 'label-unknown', found: '9' }],
      byReason: { 'label-unknown': 1 },
    });
  });

  it('refuses a file with too many bad rows, and leaves nothing', async () => {
    const file = csvFile([...rowsOf(20), { emotion: 9 }, { pixels: '1 2 3' }]);
    expect(await failureOf(file)).toEqual({
      code: 'data/too-many-bad-rows',
      details: { bad: 2, rows: 22, where: 22, reason: 'label-unknown', expected: '', found: '9' },
    });
    await expectNothingStored();
  });

  it('gives up early on a file that cannot be saved any more', async () => {
    const file = csvFile([...rowsOf(300, { emotion: 9 }), ...rowsOf(9000)]);
    let doneBytes = 0;
    await expect(finish(importing(file), (progress) => (doneBytes = progress.doneBytes))).rejects.toThrow(
      'too-many-bad-rows',
    );
    expect(doneBytes).toBeLessThan(file.size / 2);
  });

  it('asks before it takes a file that was cut, and takes it then', async () => {
    const text = csvText(rowsOf(10));
    const file = new File([text.slice(0, -3000)], 'cut.csv');
    expect(await failureOf(file)).toEqual({ code: 'data/truncated', details: { rows: 9 } });
    await expectNothingStored();
    const manifest = await imported(file, true);
    expect(manifest.images).toBe(9);
    expect(manifest.rejected).toMatchObject({
      total: 1,
      first: [{ at: { row: 11 }, reason: 'column-count' }],
    });
  });

  it('refuses a file with a header and no rows', async () => {
    expect(await failureOf(csvFile([]))).toEqual({ code: 'data/no-images', details: {} });
    await expectNothingStored();
  });

  it('keeps one copy when the same content comes again under another name', async () => {
    const first = await imported(csvFile(rows));
    const again = await imported(csvFile(rows, 'copy.csv'));
    expect(again).toEqual(first);
    expect(await database.count('shards')).toBe(1);
  });

  it('stops when asked to, and leaves nothing', async () => {
    const stop = new AbortController();
    const file = csvFile(rowsOf(2000));
    const result = await finish(importing(file, { signal: stop.signal }), () => stop.abort());
    expect(result).toBeUndefined();
    await expectNothingStored();
  });

  it('reports at most about ten times a second, first at once, and last that it verifies', async () => {
    const reports: ImportProgress[] = [];
    const started = performance.now();
    await finish(importing(csvFile(rowsOf(3000))), (progress) => reports.push(progress));
    const seconds = (performance.now() - started) / 1000;
    expect(reports[0]).toMatchObject({ phase: 'reading', doneBytes: 0, images: 0 });
    expect(reports.length).toBeLessThanOrEqual(2 + 10 * seconds);
    expect(reports.every(({ doneBytes, totalBytes }) => doneBytes <= totalBytes)).toBe(true);
  });
});

describe('importing a zip of pictures', () => {
  it('takes labels from folders and splits from names, and agrees with the CSV of the same faces', async () => {
    const entries: Record<string, Uint8Array<ArrayBuffer>> = {};
    const rows: TinyRow[] = [];
    for (const [label, expression] of EXPRESSIONS.entries()) {
      entries[`train/${expression}/Training_${label}.png`] = await pictureFile(() => label);
      entries[`test/${expression}/PublicTest_${label}.png`] = await pictureFile(() => 100 + label);
      rows.push(
        { emotion: label, level: label },
        { emotion: label, level: 100 + label, usage: 'PublicTest' },
      );
    }
    const fromZip = await imported(await zipOf(entries));
    const fromCsv = await imported(csvFile(rows));
    expect(fromZip).toMatchObject({ kind: 'image-folders', splitSource: 'official', images: 14 });
    expect(fromZip.id).toBe(fromCsv.id);
  });

  it('takes splits from folders where the user wants those, whatever the names say', async () => {
    const zip = await zipOf({
      'train/wink/Training_1.png': await pictureFile(() => 1),
      'validation/wink/Training_2.png': await pictureFile(() => 2),
      'test/frown/PublicTest_3.png': await pictureFile(() => 3),
    });
    const pictures = { several: 'leave-out', parts: 'folders' } as const;
    const request = { ...oneFile(zip), acceptTruncated: false, pictures };
    expect(await finish(importFiles(request, database, new AbortController().signal))).toMatchObject({
      counts: { train: [0, 1], validation: [0, 1], test: [1, 0] },
      splitSource: 'folders',
    });
  });

  it('reads JPEG and PNG, large and small, and skips litter', async () => {
    const manifest = await imported(
      await zipOf({
        'faces/wink/a.jpg': await pictureFile(() => 200, { type: 'image/jpeg' }),
        'faces/wink/b.PNG': await pictureFile(() => 100, { width: 200, height: 150 }),
        'faces/frown/c.jpeg': await pictureFile(() => 50, { width: 96, height: 96, type: 'image/jpeg' }),
        'faces/frown/notes.txt': 'not a picture',
        '__MACOSX/faces/wink/._a.jpg': 'litter',
      }),
    );
    expect(manifest).toMatchObject({ labels: ['frown', 'wink'], images: 3, rejected: { total: 0 } });
    const { pixels, labels } = await loadSplit(database, manifest.id, 'train');
    expect(Array.from(labels, (label, place) => [label, pixels[place * 2304]])).toEqual([
      [1, 200],
      [1, 100],
      [0, 50],
    ]);
  });

  it('skips a broken picture and names it', async () => {
    const manifest = await imported(
      await zipOf({
        'wink/a.png': await pictureFile(() => 1),
        'frown/b.png': await pictureFile(() => 2),
        'wink/broken.jpg': 'no',
      }),
    );
    expect(manifest.images).toBe(2);
    expect(manifest.rejected.first).toEqual([
      { at: { file: 'wink/broken.jpg' }, reason: 'picture-unreadable' },
    ]);
  });

  it('notices a file of the archive that fails its checksum', async () => {
    const picture = await pictureFile((x, y) => x + y);
    const zip = await zipOf({ 'wink/a.png': picture, 'frown/b.png': await pictureFile(() => 2) });
    const bytes = new Uint8Array(await zip.arrayBuffer());
    bytes[30 + 'wink/a.png'.length + 60] = 0; // inside the first picture
    const manifest = await imported(new File([bytes], 'damaged.zip'));
    expect(manifest.rejected.first).toEqual([{ at: { file: 'wink/a.png' }, reason: 'entry-damaged' }]);
  });

  it('refuses an archive that was cut', async () => {
    const zip = await zipOf({
      'wink/a.png': await pictureFile(() => 1),
      'frown/b.png': await pictureFile(() => 2),
    });
    const cut = new File([zip.slice(0, zip.size - 30)], 'cut.zip');
    expect(await failureOf(cut)).toEqual({ code: 'data/bad-archive', details: { name: 'cut.zip' } });
    await expectNothingStored();
  });

  it('refuses an archive without two folders of pictures', async () => {
    const zip = await zipOf({ 'photos/a.png': await pictureFile(() => 1), 'readme.txt': 'hello' });
    expect(await failureOf(zip)).toEqual({ code: 'data/unknown-format', details: { name: 'faces.zip' } });
  });
});

describe('importing a folder', () => {
  it('stores the same dataset as the zip of it, in whatever order its disk has it', async () => {
    const entries = {
      'faces/train/wink/a.png': await pictureFile(() => 1),
      'faces/train/frown/b.bmp': await pictureFile(() => 2), // a PNG by its content
      'faces/validation/wink/c.webp': await pictureFile(() => 3, { type: 'image/webp', quality: 1 }),
      'faces/.DS_Store': await pictureFile(() => 4),
    };
    const files = Object.entries(entries).map(([path, bytes]) => ({ path, file: new File([bytes], path) }));
    const request = { name: 'faces', files, acceptTruncated: false };
    const fromFolder = await finish(importFiles(request, database, new AbortController().signal));
    expect(fromFolder).toMatchObject({
      name: 'faces',
      kind: 'image-folders',
      labels: ['frown', 'wink'],
      counts: { train: [1, 1], validation: [0, 1], test: [0, 0] },
      splitSource: 'folders',
      rejected: { total: 0 },
    });
    const sorted = Object.fromEntries(
      Object.entries(entries).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    );
    expect((await imported(await zipOf(sorted))).id).toBe(fromFolder?.id);
  });
});

describe('a stored dataset', () => {
  it('is stored once more with other parts, and stays as it is', async () => {
    const first = await imported(csvFile(rowsOf(100)));
    const draw = { seed: 7, validationPercent: 30, testPercent: 20 };
    const steps = splitAgain({ id: first.id, draw, title: 'again' }, database, new AbortController().signal);
    const again = await finish(steps);
    expect(again).toMatchObject({ name: 'again', images: 100, splitDraw: draw, kind: 'fer2013-csv' });
    expect(again?.counts.validation[0]).toBe(30);
    expect((await listDatasets(database)).map(({ id }) => id)).toEqual([first.id, again?.id]);
  });

  it('is split again without what was left out of it, for the same reasons', async () => {
    const { id } = await imported(csvFile(rowsOf(100)));
    const desk = new ReviewDesk(() => Promise.resolve(database));
    const excluded = [{ why: 'flat' as const, indices: Uint32Array.of(3, 50) }];
    await desk.change(id, { excluded, readmitted: new Uint32Array() });
    const draw = { seed: 7, validationPercent: 30, testPercent: 20 };
    const steps = splitAgain({ id, draw, title: 'again' }, database, new AbortController().signal);
    const { exclusions } = await desk.review((await finish(steps))?.id ?? '');
    expect(exclusions?.steps).toMatchObject([{ excluded }]);
  });

  it('keeps the near copies that the doctor found in one part when it is split again', async () => {
    const photo = (spot: number, light: number) =>
      Array.from({ length: 2304 }, (_, at) =>
        Math.round(
          light + (90 + light) * Math.exp(-((((at % 48) - spot) ** 2 + (at / 48 - 47 + spot) ** 2) / 90)),
        ),
      ).join(' ');
    // Each photo four times, in other light.
    const rows = Array.from({ length: 40 }, (_, row) => ({ pixels: photo(4 * (row % 10) + 5, row) }));
    const { id } = await imported(csvFile(rows));
    const never = new AbortController().signal;
    const diagnosis = await finishJob(diagnose({ id }, database, never));
    expect(new Set(diagnosis?.family).size).toBeLessThan(40);
    const draw = { seed: 3, validationPercent: 20, testPercent: 20 };
    const again = await finish(splitAgain({ id, draw, title: 'again' }, database, never));
    const partsOf = await Promise.all(
      (['train', 'validation', 'test'] as const).map((split) => loadSplit(database, again?.id ?? '', split)),
    );
    const families = partsOf.flatMap(({ indices }) => [
      ...new Set(Array.from(indices, (index) => diagnosis?.family[index])),
    ]);
    expect(new Set(families).size).toBe(families.length); // none in two parts
    expect(partsOf.map(({ indices }) => indices.length)).toEqual([24, 8, 8]);
  });

  it('takes another name and keeps its id', async () => {
    const { id } = await imported(csvFile(rowsOf(3)));
    await renameDataset(database, id, 'Mine');
    expect(await listDatasets(database)).toMatchObject([{ id, name: 'Mine' }]);
    await expect(renameDataset(database, 'gone', 'x')).rejects.toMatchObject({ code: 'storage/missing' });
  });
});

describe('several datasets', () => {
  it('stand side by side, with their own labels, and go one by one', async () => {
    const csv = await imported(csvFile(rowsOf(3)));
    const zip = await imported(
      await zipOf({ 'a/1.png': await pictureFile(() => 1), 'b/1.png': await pictureFile(() => 2) }),
    );
    expect((await listDatasets(database)).map(({ labels }) => labels.length)).toEqual([7, 2]);
    await removeDataset(database, csv.id);
    expect(await listDatasets(database)).toEqual([zip]);
    expect((await loadSplit(database, zip.id, 'train')).labels).toHaveLength(2);
  });
});

describe('the first faces of a split', () => {
  it('come by label, in the order of the dataset, and no more than asked for', async () => {
    const rows = [1, 0, 1, 0, 1, 1].map((emotion, level) => ({ emotion, level }));
    const manifest = await imported(csvFile([...rows, { emotion: 0, level: 99, usage: 'PublicTest' }]));
    const { faces } = await readFaces(database, manifest.id, 'train', 3);
    expect(faces.map(({ label, index, pixels }) => [label, index, pixels[0]])).toEqual([
      [0, 1, 1],
      [0, 3, 3],
      [1, 0, 0],
      [1, 2, 2],
      [1, 4, 4],
    ]);
    expect((await readFaces(database, manifest.id, 'validation', 3)).faces).toHaveLength(1);
    expect((await readFaces(database, manifest.id, 'test', 3)).faces).toEqual([]);
  });
});

describe('the drawn sample set', () => {
  it('is stored like any other dataset and says that it is drawn', async () => {
    const reports: ImportProgress[] = [];
    const signal = new AbortController().signal;
    const manifest = await finish(drawSample({ seed: 1, perLabel: 4 }, database, signal), (progress) =>
      reports.push(progress),
    );
    expect(manifest).toMatchObject({
      name: 'Drawn actors',
      kind: 'sample',
      isDrawn: true,
      labels: EXPRESSIONS,
      images: 28,
    });
    expect(manifest && countOf(manifest, 'train')).toBeGreaterThan(0);
    expect(reports[0]).toMatchObject({ phase: 'drawing', totalImages: 28, totalBytes: 0 });
  });

  it('stops when asked to, and leaves nothing', async () => {
    const stop = new AbortController();
    const result = await finish(drawSample({ seed: 1, perLabel: 300 }, database, stop.signal), () =>
      stop.abort(),
    );
    expect(result).toBeUndefined();
    await expectNothingStored();
  });
});
