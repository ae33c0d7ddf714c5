import { describe, expect, it } from 'vitest';
import { readFer2013Csv } from '../../src/data/formats/fer2013-csv';
import { CSV_BYTES, CSV_ROWS, FILE_BYTES, FILES } from '../../src/data/limits';
import { openReader } from '../../src/data/recognise';
import { toFailure } from '../../src/shared/errors';
import { isFairSize } from '../../src/shared/picture-limits';
import { oneFile } from './one-file';

const tooLarge = (limit: number, unit: string) => ({ code: 'data/too-large', details: { limit, unit } });

/** A file that says it is so large, and holds the start of a CSV. */
function claiming(size: number): File {
  return Object.defineProperty(new File(['emotion,pixels\n'], 'fer2013.csv'), 'size', { value: size });
}

/** The header of a CSV and so many rows of one letter, made while they are read. */
function tinyRows(count: number): ReadableStream<Uint8Array> {
  const text = new TextEncoder();
  let left = count;
  return new ReadableStream({
    start: (controller) => controller.enqueue(text.encode('emotion,pixels\n')),
    pull: (controller) => {
      const rows = Math.min(left, 10_000);
      left -= rows;
      if (rows > 0) controller.enqueue(text.encode('x\n'.repeat(rows)));
      else controller.close();
    },
  });
}

async function rejectedRows(count: number): Promise<number> {
  let rejected = 0;
  for await (const { rejections } of readFer2013Csv(tinyRows(count), 2 * count))
    rejected += rejections.length;
  return rejected;
}

describe('at the limit, and one beyond', () => {
  it('a file has 2 GiB', async () => {
    expect((await openReader(oneFile(claiming(FILE_BYTES)))).totalBytes).toBe(FILE_BYTES);
    expect(await openReader(oneFile(claiming(FILE_BYTES + 1))).catch(toFailure)).toEqual(
      tooLarge(FILE_BYTES, 'bytes'),
    );
  });

  it('a CSV in a folder has 1 GiB', async () => {
    const folder = (bytes: number) => ({
      name: 'x',
      files: [
        { path: 'x/fer2013.csv', file: claiming(bytes) },
        { path: 'x/notes.txt', file: new File(['n'], 'notes.txt') },
      ],
    });
    expect((await openReader(folder(CSV_BYTES))).totalBytes).toBe(CSV_BYTES);
    expect(await openReader(folder(CSV_BYTES + 1)).catch(toFailure)).toEqual(tooLarge(CSV_BYTES, 'bytes'));
  });

  it('a CSV has 200,000 rows, the bad ones among them', async () => {
    expect(await rejectedRows(CSV_ROWS)).toBe(CSV_ROWS);
    expect(await rejectedRows(CSV_ROWS + 1).catch(toFailure)).toEqual(tooLarge(CSV_ROWS, 'rows'));
  });

  it('a folder has 200,000 files', async () => {
    const text = new File(['n'], 'n.txt');
    const csv = { path: 'x/fer2013.csv', file: new File(['emotion,pixels\n'], 'fer2013.csv') };
    const folder = (count: number) => ({
      name: 'x',
      files: [csv, ...Array.from({ length: count - 1 }, (_, n) => ({ path: `x/${n}.txt`, file: text }))],
    });
    expect(await openReader(folder(FILES))).toMatchObject({ kind: 'fer2013-csv', ignored: FILES - 1 });
    expect(await openReader(folder(FILES + 1)).catch(toFailure)).toEqual(tooLarge(FILES, 'files'));
  });

  it('a picture has 100 megapixels', () => {
    expect(isFairSize(10_000, 10_000)).toBe(true);
    expect(isFairSize(100e6, 1)).toBe(true);
    expect(isFairSize(100e6 + 1, 1)).toBe(false);
    expect(isFairSize(0, 1)).toBe(false);
  });
});
