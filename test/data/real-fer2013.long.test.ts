import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { BlobReader, configure, type FileEntry, ZipReader } from '@zip.js/zip.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFolders } from '../../src/data/image-folders';
import { readPictureHeader } from '../../src/shared/picture-header';
import { openReader } from '../../src/data/recognise';
import { unpackEntry } from '../../src/data/zip-entry';
import { EXPRESSIONS } from '../../src/shared/labels';
import { oneFile } from './one-file';

// The folder of the real data, which is not ours to ship. Without it these tests are skipped.
const folder = process.env.MIEN_DATA;

describe.skipIf(folder === undefined)('the real FER2013 archive (MIEN_DATA)', () => {
  let archive: File;
  let entries: FileEntry[];

  beforeAll(async () => {
    configure({ useWebWorkers: false });
    archive = new File([await openAsBlob(join(folder ?? '', 'fer2013-images.zip'))], 'fer2013-images.zip');
    const all = await new ZipReader(new BlobReader(archive)).getEntries();
    entries = all.filter((entry) => !entry.directory);
  });

  const read = async (offset: number, length: number) =>
    new Uint8Array(await archive.slice(offset, offset + length).arrayBuffer());

  it('is accepted, with the seven expressions in the order of the CSV', async () => {
    const reader = await openReader(oneFile(archive));
    expect(reader.labels).toEqual(EXPRESSIONS);
    expect(reader.totalImages).toBe(32_298);
  });

  it('has the official counts of Training and PublicTest', () => {
    const { pictures, splitSource } = readFolders(entries, ({ filename }) => filename);
    const countsOf = (wanted: string) =>
      EXPRESSIONS.map(
        (_, label) =>
          pictures.filter((picture) => picture.label === label && picture.split === wanted).length,
      );
    expect(splitSource).toBe('official');
    expect(countsOf('train')).toEqual([3995, 436, 4097, 7215, 4830, 3171, 4965]);
    expect(countsOf('validation')).toEqual([467, 56, 496, 895, 653, 415, 607]);
    expect(countsOf('test')).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('unpacks to 48 x 48 JPEGs with the right checksums, everywhere we look', async () => {
    for (let place = 0; place < entries.length; place += 97) {
      const entry = entries[place];
      if (!entry) continue;
      expect(readPictureHeader(await unpackEntry(entry, read))).toMatchObject({
        type: 'image/jpeg',
        width: 48,
        height: 48,
      });
    }
  });
});
