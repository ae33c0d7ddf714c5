import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { previewFiles } from '../../src/data/preview';
import { openReader } from '../../src/data/recognise';
import { toFailure } from '../../src/shared/errors';
import { oneFile } from './one-file';
import { zipOf } from './tiny-pictures';

const open = (...bytes: number[]) => openReader(oneFile(new File([Uint8Array.from(bytes)], 'faces.csv')));
const failureOf = (...bytes: number[]) => open(...bytes).then(() => undefined, toFailure);

describe('recognising a file', () => {
  it('goes by its content, not by its name', async () => {
    const text = new TextEncoder().encode('emotion,pixels\n');
    const reader = await openReader(oneFile(new File([text], 'faces.zip')));
    expect(reader.kind).toBe('fer2013-csv');
    expect(reader.totalBytes).toBe(15);
  });

  it('refuses what is no archive behind the magic bytes of one', async () => {
    expect(await failureOf(0x50, 0x4b, 3, 4, 1, 2, 3)).toEqual({
      code: 'data/bad-archive',
      details: { name: 'faces.csv' },
    });
  });

  it('refuses text in two-byte characters by name', async () => {
    expect(await failureOf(0xff, 0xfe, 0x65, 0)).toEqual({
      code: 'data/bad-header',
      details: { found: 'UTF-16' },
    });
  });

  it('refuses binary files', async () => {
    expect(await failureOf(0xff, 0xd8, 0xff, 0xe0, 0, 16)).toEqual({
      code: 'data/unknown-format',
      details: { name: 'faces.csv' },
    });
  });

  it('calls one picture by its content what it is, whatever its name', async () => {
    const heic = [0, 0, 0, 24, ...new TextEncoder().encode('ftypheic'), 0, 0];
    expect((await failureOf(...heic))?.code).toBe('data/heic');
    const png = [
      0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1,
    ];
    expect((await failureOf(...png))?.code).toBe('data/single-picture');
  });

  it('opens the one file of a folder that holds nothing else but litter', async () => {
    const csv = new File(['emotion,pixels\n'], 'fer2013.csv');
    const files = [
      { path: 'download/.DS_Store', file: new File(['x'], '.DS_Store') },
      { path: 'download/fer2013.csv', file: csv },
    ];
    expect((await openReader({ name: 'download', files })).kind).toBe('fer2013-csv');
  });

  it('counts what it leaves alone: litter and other files', async () => {
    const csv = 'emotion,pixels\n';
    const zip = await zipOf({
      'fer2013.csv': csv,
      'notes.txt': 'n',
      '.DS_Store': 'x',
      '__MACOSX/._fer2013.csv': 'x',
      'a/Thumbs.db': 'x',
      'a/desktop.ini': 'x',
    });
    const reader = await openReader(oneFile(zip));
    expect(reader).toMatchObject({ kind: 'fer2013-csv', ignored: 5 });
    const files = ['x/fer2013.csv', 'x/.DS_Store', 'x/desktop.ini'].map((path) => ({
      path,
      file: new File([csv], path),
    }));
    expect(await openReader({ name: 'x', files })).toMatchObject({ ignored: 2 });
  });

  it('finds the CSV in the folder that the tar was unpacked to', async () => {
    const files = ['README', 'fer2013.csv'].map((name) => ({
      path: `fer2013/${name}`,
      file: new File([name === 'README' ? 'Hello, faces' : 'emotion,pixels\n0,1 2 3'], name),
    }));
    const reader = await openReader({ name: 'fer2013', files });
    expect(reader).toMatchObject({ kind: 'fer2013-csv', totalBytes: 22 });
  });

  it('refuses a folder of other things by its name', async () => {
    const files = ['a.txt', 'b.txt'].map((name) => ({ path: `notes/${name}`, file: new File(['x'], name) }));
    expect(await openReader({ name: 'notes', files }).catch(toFailure)).toEqual({
      code: 'data/unknown-format',
      details: { name: 'notes' },
    });
  });

  it('says that an empty file holds no images', async () => {
    expect(await failureOf()).toEqual({ code: 'data/no-images', details: {} });
  });
});

describe('a search that the user stops', () => {
  it.each([
    [
      'a tar',
      async () => new File([await packTar([{ header: { name: 'a.txt', size: 1 }, body: 'a' }])], 'a.tar'),
    ],
    // A name that is no ASCII: such a directory is read entry by entry.
    ['a zip', async () => zipOf({ 'é/1.jpg': 'x', 'b/2.jpg': 'y' })],
  ])('in %s ends there, and is no failure of the file', async (_, make) => {
    const source = oneFile(await make());
    const stop = new AbortController();
    stop.abort();
    await expect(openReader(source, undefined, stop.signal)).rejects.toBe(stop.signal.reason);
    const steps = previewFiles({ ...source, pictures: { several: 'leave-out' } }, stop.signal);
    expect(await steps.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a file that went away while it was read', () => {
  it('is called by its name', async () => {
    const gone = new File(['x'], 'gone.csv');
    const slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) });
    Object.defineProperty(gone, 'slice', { value: slice });
    expect(await openReader(oneFile(gone)).catch(toFailure)).toEqual({
      code: 'data/unreadable',
      details: { name: 'gone.csv' },
    });
  });
});
