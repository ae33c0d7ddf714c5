import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/data/crc32';
import { hasOverlaps, unpackEntry, type ZipEntry } from '../../src/data/zip-entry';

const CONTENT = new TextEncoder().encode('a face, a face, a face, a face');

/** An archive of one deflated file without a name, and what its directory would say. */
function oneFile(change: Partial<ZipEntry> = {}) {
  const packed = deflateRawSync(CONTENT);
  const archive = new Uint8Array(30 + packed.length);
  archive.set([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0]);
  archive.set(packed, 30);
  const entry: ZipEntry = {
    offset: 0,
    compressedSize: packed.length,
    uncompressedSize: CONTENT.length,
    crc32: crc32(CONTENT),
    compressionMethod: 8,
    encrypted: false,
    ...change,
  };
  return unpackEntry(entry, async (offset, length) => archive.slice(offset, offset + length));
}

function placed(offset: number, compressedSize: number): ZipEntry {
  return { offset, compressedSize, uncompressedSize: 1, compressionMethod: 0, encrypted: false };
}

describe('unpacking one file of a zip', () => {
  it('gives back what was packed', async () => {
    expect(await oneFile()).toEqual(CONTENT);
  });

  it.each([
    ['another checksum', { crc32: 1 }],
    ['a smaller size, without unpacking more', { uncompressedSize: 4 }],
    ['a larger size', { uncompressedSize: 1000 }],
    ['more packed bytes than there are', { compressedSize: 1000 }],
    ['another way of packing', { compressionMethod: 0 }],
    ['encryption', { encrypted: true }],
    ['another place', { offset: 3 }],
  ])('refuses a file whose directory promises %s', async (_, change) => {
    await expect(oneFile(change)).rejects.toThrow();
  });

  it('has the checksum that zip defines', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });
});

describe('files of an archive', () => {
  it('may lie one behind the other, in any order of the directory', () => {
    expect(hasOverlaps([placed(130, 50), placed(0, 100)])).toBe(false);
  });

  it('may not share bytes', () => {
    expect(hasOverlaps([placed(0, 100), placed(129, 50)])).toBe(true);
    expect(hasOverlaps([placed(0, 100), placed(0, 100)])).toBe(true);
  });
});
