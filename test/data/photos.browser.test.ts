import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { drawFrame } from '../../src/data/actors/draw-frame';
import { castActor } from '../../src/data/actors/look';
import { filesOfZip } from '../../src/data/formats/zip-files';
import { connect } from '../../src/rpc/connect';
import type { ImporterApi } from '../../src/rpc/contracts';
import type { PictureChoice } from '../../src/data/picture-choice';
import { type DatasetManifest, countOf } from '../../src/shared/dataset';
import type { Expression } from '../../src/shared/labels';
import { openReader } from '../../src/data/recognise';
import { oneFile } from './one-file';
import { blankPng, pictureFile, zipOf } from './tiny-pictures';

// The importer's own thread: the face detector starts only in a module worker.
const worker = new Worker(new URL('../../workers/importer.ts', import.meta.url), { type: 'module' });
const importer = connect<ImporterApi>(worker, 'importer');

afterEach(async () => {
  for (const { id } of await importer.call('listDatasets', undefined))
    await importer.call('removeDataset', { id });
});
afterAll(() => importer.terminate());

/** A drawn snapshot with as many people in it as expressions. */
async function photo(seed: number, ...expressions: Expression[]): Promise<Uint8Array<ArrayBuffer>> {
  const faces = expressions.map((expression, place) => ({
    actor: castActor(77, seed + place),
    expression,
    centre: { x: 90 + 140 * place, y: 110 },
    side: 110,
    roll: 0,
  }));
  const { data, width, height } = drawFrame({ width: 320, height: 220, faces, noiseSeed: seed });
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  return new Uint8Array(await blob.arrayBuffer());
}

async function imported(zip: File, pictures?: PictureChoice): Promise<DatasetManifest> {
  const request = { ...oneFile(zip), acceptTruncated: false, ...(pictures && { pictures }) };
  const manifest = await importer.call('importFiles', request);
  if (!manifest) throw new Error('the import was stopped');
  return manifest;
}

describe('GENKI-4K', () => {
  const labelLines = (smiles: readonly number[]) =>
    smiles.map((smile) => `${smile} 0.1 -0.02 3e-2\n`).join('');

  it('gives the face of every photo that shows one, and says what is with the others', async () => {
    const manifest = await imported(
      await zipOf({
        'genki4k/labels.txt': labelLines([1, 0, 1, 1, 0, 1]),
        'genki4k/README': 'hello',
        'genki4k/files/file0001.jpg': await photo(1, 'happy'),
        'genki4k/files/file0002.jpg': await photo(2, 'neutral'),
        'genki4k/files/file0003.jpg': await photo(3, 'happy', 'happy'),
        'genki4k/files/file0005.jpg': await photo(5),
        'genki4k/files/file0006.jpg': await photo(6, 'happy'),
      }),
    );
    expect(manifest).toMatchObject({
      name: 'faces',
      kind: 'genki4k',
      labels: ['smile', 'unsmile'],
      image: { height: 48, width: 48, channels: 1 },
      images: 3,
      counts: { train: [2, 1] },
      splitSource: 'seeded',
      rejected: { total: 3, byReason: { 'file-missing': 1, 'several-faces': 1, 'no-face': 1 } },
    });
    expect(manifest.rejected.first).toEqual([
      { at: { file: 'genki4k/files/file0004.jpg' }, reason: 'file-missing' },
      { at: { file: 'genki4k/files/file0003.jpg' }, reason: 'several-faces', found: '2' },
      { at: { file: 'genki4k/files/file0005.jpg' }, reason: 'no-face' },
    ]);
  });

  it('keeps how each head is turned: in what is drawn anew from it, in its zip, and in what comes back from that', async () => {
    const first = await imported(
      await zipOf({
        'labels.txt': '1 0.1 -0.02 3e-2\n0 0.5 0.25 -1\n0 -0.75 0 0.125\n',
        'files/file0001.jpg': await photo(1, 'happy'),
        'files/file0002.jpg': await photo(5), // nobody
        'files/file0003.jpg': await photo(3, 'neutral'),
      }),
    );
    const told = [0.1, -0.02, 0.03, -0.75, 0, 0.125].map(Math.fround);
    expect([...((await importer.call('indexFaces', { id: first.id })).poses ?? [])]).toEqual(told);

    const draw = { seed: 1, validationPercent: 50, testPercent: 0 };
    const again = await importer.call('splitAgain', { id: first.id, draw, title: 'again' });
    expect([...((await importer.call('indexFaces', { id: again?.id ?? '' })).poses ?? [])]).toEqual(told);

    const zip = await importer.call('exportDataset', { id: first.id, format: 'zip' });
    const files = await filesOfZip(new File([zip?.blob ?? ''], 'faces.zip'));
    const poses = files.find(({ path }) => path === 'pose.csv');
    expect(new TextDecoder().decode(await poses?.read())).toBe(
      [
        'file,yaw,pitch,roll',
        '"images/train/smile/0.png",0.1,-0.02,0.03',
        '"images/train/unsmile/1.png",-0.75,0,0.125',
        '',
      ].join('\n'),
    );

    await importer.call('removeDataset', { id: first.id });
    const back = await imported(new File([zip?.blob ?? ''], 'faces.zip'));
    expect(back.id).toBe(first.id);
    expect([...((await importer.call('indexFaces', { id: back.id })).poses ?? [])]).toEqual(told);
  });

  it('is split 80 / 10 / 10 with equal shares of both labels', async () => {
    const smiles = Array.from({ length: 20 }, (_, index) => (index < 10 ? 1 : 0));
    const entries: Record<string, string | Uint8Array<ArrayBuffer>> = { 'labels.txt': labelLines(smiles) };
    for (const [index, smile] of smiles.entries()) {
      const path = `files/file${String(index + 1).padStart(4, '0')}.jpg`;
      entries[path] = await photo(10 + index, smile ? 'happy' : 'neutral');
    }
    const manifest = await imported(await zipOf(entries));
    expect(manifest.counts).toEqual({ train: [8, 8], validation: [1, 1], test: [1, 1] });
  });

  it('stores faces as large as asked for, in colour too', async () => {
    const face = { height: 150, width: 150, channels: 3 } as const;
    const entries = {
      'labels.txt': labelLines([1]),
      'files/file0001.jpg': await photo(1, 'happy'),
    };
    const manifest = await imported(await zipOf(entries), { image: face, several: 'leave-out' });
    expect(manifest.image).toEqual(face);
    const { faces } = await importer.call('readFaces', { id: manifest.id, split: 'train', perLabel: 1 });
    const pixels = faces[0]?.pixels ?? [];
    expect(pixels).toHaveLength(150 * 150 * 3);
    // A face, not the backdrop beside it: skin is redder than it is blue.
    const middle = 3 * (75 * 150 + 75);
    expect(pixels[middle]).toBeGreaterThan(pixels[middle + 2] ?? 255);
  });
});

describe('photos in class folders', () => {
  it('are told from pictures of faces by their size and shape, and give their faces', async () => {
    const manifest = await imported(
      await zipOf({
        'party/happy/a.jpg': await photo(1, 'happy'),
        'party/happy/b.jpg': await photo(2, 'happy'),
        'party/sad/c.jpg': await photo(3, 'sad'),
        'party/sad/d.jpg': await photo(4),
      }),
    );
    expect(manifest).toMatchObject({
      kind: 'photos',
      labels: ['happy', 'sad'],
      images: 3,
      rejected: { total: 1, first: [{ at: { file: 'party/sad/d.jpg' }, reason: 'no-face' }] },
    });
    expect(countOf(manifest, 'train')).toBe(3);
  });

  it('give the largest face of several where the user wants it', async () => {
    const entries = {
      'a/1.jpg': await photo(1, 'happy', 'happy'),
      'b/2.jpg': await photo(2, 'sad'),
    };
    const manifest = await imported(await zipOf(entries), { several: 'largest' });
    expect(manifest).toMatchObject({ images: 2, rejected: { total: 0 } });
  });

  it('are taken for faces where the user says so, and squares for photos', async () => {
    const entries = { 'a/1.jpg': await photo(1, 'happy'), 'b/2.jpg': await photo(2, 'sad') };
    const asFaces = await imported(await zipOf(entries), { are: 'faces', several: 'leave-out' });
    expect(asFaces).toMatchObject({ kind: 'image-folders', images: 2 });
    const squares = {
      'a/1.png': await pictureFile(() => 90),
      'b/2.png': await pictureFile(() => 80),
      'b/3.jpg': await photo(2, 'sad'),
    };
    const asPhotos = await imported(await zipOf(squares), { are: 'photos', several: 'leave-out' });
    expect(asPhotos).toMatchObject({ kind: 'photos', images: 1, rejected: { byReason: { 'no-face': 2 } } });
  });

  it('are told by their size alone where somebody cropped them square', async () => {
    const square = (side: number) => pictureFile(() => 90, { width: side, height: side });
    const kindOf = async (side: number) =>
      (
        await openReader(
          oneFile(await zipOf({ 'a/1.png': await square(side), 'b/2.png': await square(side) })),
        )
      ).kind;
    expect([await kindOf(512), await kindOf(513)]).toEqual(['image-folders', 'photos']);
  });

  it('may have a hundred megapixels, and not one row more', async () => {
    const entries = {
      'a/largest.png': await blankPng(10_000, 10_000),
      'a/larger.png': await blankPng(10_000, 10_001),
      'b/2.jpg': await photo(2, 'sad'),
      'a/3.heic': new TextEncoder().encode('\0\0\0\x18ftypheic and so on'),
    };
    const manifest = await imported(await zipOf(entries), { are: 'photos', several: 'leave-out' });
    expect(manifest.rejected.first).toEqual([
      { at: { file: 'a/largest.png' }, reason: 'no-face' }, // it was decoded
      {
        at: { file: 'a/larger.png' },
        reason: 'picture-size',
        expected: '≤ 100 MP',
        found: '10000 x 10001',
      },
      { at: { file: 'a/3.heic' }, reason: 'picture-heic' },
    ]);
  });
});
