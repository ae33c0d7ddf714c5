import { BlobReader } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { anyEntries } from '../../src/data/formats/zip-files';
import { type NamedEntry, plainEntries } from '../../src/data/plain-zip';
import { GOOD_ZIP, zipBytes, zipCases } from './corpus/zip';
import { Dice, mutated } from './fuzz/mutate';

type Bytes = Uint8Array<ArrayBuffer>;

function plain(bytes: Bytes) {
  return plainEntries(async (offset, length) => bytes.slice(offset, offset + length), bytes.length);
}

/** What a file is known by, of either reader. */
function known(entries: readonly NamedEntry[]) {
  return entries.map(
    ({ filename, offset, compressedSize, uncompressedSize, crc32, compressionMethod, encrypted }) => ({
      filename,
      offset,
      compressedSize,
      uncompressedSize,
      crc32,
      compressionMethod,
      encrypted,
    }),
  );
}

async function expectAgreement(bytes: Bytes): Promise<boolean> {
  const entries = await plain(bytes);
  if (entries) expect(known(entries)).toEqual(known(await anyEntries(new BlobReader(new Blob([bytes])))));
  return entries !== undefined;
}

const TWO = [{ name: 'a.csv' }, { name: 'b/c d.jpg', body: 'x', method: 0 }];

describe('the quick way to the directory of a zip', () => {
  it('lists what an ordinary archive holds, without its folders', async () => {
    const files = await plain(zipBytes([{ name: 'b/', body: '', method: 0 }, ...TWO]));
    expect(files?.map(({ filename }) => filename)).toEqual(['a.csv', 'b/c d.jpg']);
  });

  it.each([
    ['a comment', zipBytes(TWO, { comment: Uint8Array.of(65) })],
    ['something before it', zipBytes(TWO, { before: Uint8Array.of(65) })],
    ['something behind it', zipBytes(TWO, { behind: Uint8Array.of(65) })],
    ['a wrong count', zipBytes(TWO, { count: 1 })],
    ['another disk', zipBytes(TWO, { disk: 1 })],
    ['a name twice', zipBytes([{ name: 'a' }, { name: 'a' }])],
    ['no name', zipBytes([{ name: '' }])],
    ['a backslash in a name', zipBytes([{ name: 'a\\b' }])],
    ['a name beyond ASCII', zipBytes([{ name: '表情.csv' }])],
    ['a line break in a name', zipBytes([{ name: 'a\nb' }])],
    ['an encrypted file', zipBytes([{ flags: 1 }])],
    ['a file on another disk', zipBytes([{ disk: 1 }])],
    ['sizes of zip64', zipBytes([{ size: 0xffffffff }])],
    ['extras that could rename', zipBytes([{ extra: Uint8Array.of(0x75, 0x70, 0, 0) }])],
    ['extras that are cut', zipBytes([{ extra: Uint8Array.of(0x55, 0x54, 9) }])],
    ['a second end', zipBytes([{ body: Uint8Array.of(0x50, 0x4b, 5, 6), method: 0 }])],
    ['nothing but a part of its end', GOOD_ZIP.slice(-10)],
  ])('leaves an archive with %s to zip.js', async (_, bytes) => {
    expect(await plain(bytes)).toBeUndefined();
  });

  it('says what zip.js says of every archive of the corpus that it takes', async () => {
    const taken = await Promise.all(
      zipCases().map(async ({ source }) => {
        const { files } = await source();
        const [file] = files;
        // The largest are about limits, and take seconds.
        if (!file || file.file.size > 2 ** 21) return false;
        return expectAgreement(new Uint8Array(await file.file.arrayBuffer()));
      }),
    );
    expect(taken.filter(Boolean).length).toBeGreaterThan(20);
  });

  it('says what zip.js says of 1,000 damaged archives', async () => {
    let taken = 0;
    for (let seed = 0; seed < 1000; seed += 1)
      taken += Number(await expectAgreement(mutated(zipBytes(TWO), new Dice(seed))));
    expect(taken).toBeGreaterThan(30);
  });
});
