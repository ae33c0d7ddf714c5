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
    batchBytes: LIMIT,
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

  it('puts no more bytes into a batch than asked for', async () => {
    const { batches } = await portionsOf([LIMIT / 2, LIMIT / 2, LIMIT / 2, 10]);
    expect(batches).toEqual([2, 2]);
  });

  it('unpacks a batch while the one before is being decoded, which its own decoding can wait for', async () => {
    const events: string[] = [];
    const heard = (size: number) => {
      const picture = pictureOf(size);
      const read = () => {
        events.push(`read ${size}`);
        return Promise.resolve(Uint8Array.of(size));
      };
      return { ...picture, file: { ...picture.file, read } };
    };
    const pictures = [1, 2, 3].map(heard);
    const steps = readPictures(pictures, {
      splitSource: 'seeded',
      decode: async ([pixels = Uint8Array.of()], before) => {
        await before;
        events.push(`decode ${pixels[0]}`);
        await new Promise((resolve) => setTimeout(resolve));
        events.push(`decoded ${pixels[0]}`);
        return [{ pixels }];
      },
      batch: 1,
      batchBytes: LIMIT,
    });
    for await (const { samples } of steps) events.push(`took ${samples[0]?.pixels[0]}`);
    expect(events.filter((event) => event.startsWith('decode'))).toEqual([
      'decode 1',
      'decoded 1',
      'decode 2',
      'decoded 2',
      'decode 3',
      'decoded 3',
    ]);
    expect(events.filter((event) => event.startsWith('took'))).toEqual(['took 1', 'took 2', 'took 3']);
    expect(events.indexOf('read 2')).toBeLessThan(events.indexOf('decoded 1'));
  });
});
