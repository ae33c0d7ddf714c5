import { describe, expect, it } from 'vitest';
import { readPictures } from '../../src/data/read-pictures';
import type { Portion } from '../../src/data/reader';

const LIMIT = 64 * 1024 * 1024; // bytes

/** A file that says how large it is, and is read as a single byte. */
function pictureOf(size: number) {
  const file = {
    path: `a/${size}`,
    size,
    packedSize: size,
    read: () => Promise.resolve(Uint8Array.of(1)),
    stream: () => new ReadableStream<Uint8Array<ArrayBuffer>>(),
  };
  return { path: file.path, label: 0, split: 'train' as const, file };
}

async function portionsOf(sizes: readonly number[]): Promise<{ portions: Portion[]; batches: number[] }> {
  const batches: number[] = [];
  const steps = readPictures(sizes.map(pictureOf), {
    splitSource: 'seeded',
    decode: (files) => {
      batches.push(files.length);
      return Promise.resolve(files.map((pixels) => ({ pixels })));
    },
    batch: 16,
    limitBytes: LIMIT,
  });
  const portions: Portion[] = [];
  for await (const portion of steps) portions.push(portion);
  return { portions, batches };
}

describe('reading picture files', () => {
  it('takes one of the largest size allowed, and names one with a byte more without opening it', async () => {
    const { portions } = await portionsOf([LIMIT, LIMIT + 1]);
    expect(portions.flatMap(({ samples }) => samples).map(({ origin }) => origin)).toEqual([`a/${LIMIT}`]);
    expect(portions.flatMap(({ rejections }) => rejections)).toEqual([
      {
        at: { file: `a/${LIMIT + 1}` },
        reason: 'picture-bytes',
        expected: String(LIMIT),
        found: String(LIMIT + 1),
      },
    ]);
  });

  it('holds no more bytes at a time than one file may have', async () => {
    const { batches } = await portionsOf([LIMIT / 2, LIMIT / 2, LIMIT / 2, 10]);
    expect(batches).toEqual([2, 2]);
  });
});
