import { describe, expect, it } from 'vitest';
import { readFer2013Csv } from '../../../src/data/formats/fer2013-csv';
import type { ReadEnd, Sample } from '../../../src/data/reader';
import type { Rejection } from '../../../src/shared/dataset';
import { toFailure } from '../../../src/shared/errors';
import { csvRow, csvText, HEADER, levelPixels } from '../tiny-fer2013';

interface Read extends ReadEnd {
  readonly samples: readonly Sample[];
  readonly rejections: readonly Rejection[];
}

async function read(content: string | Uint8Array, chunkBytes = 1000): Promise<Read> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const samples: Sample[] = [];
  const rejections: Rejection[] = [];
  const portions = readFer2013Csv(streamOf(bytes, chunkBytes), bytes.length);
  for (;;) {
    const step = await portions.next();
    if (step.done) return { ...step.value, samples, rejections };
    samples.push(...step.value.samples);
    rejections.push(...step.value.rejections);
  }
}

function streamOf(bytes: Uint8Array, chunkBytes: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + chunkBytes));
      at += chunkBytes;
    },
  });
}

async function failureOf(content: string | Uint8Array) {
  return read(content).then(() => undefined, toFailure);
}

/** Without the pixels: what a test compares. */
function placesOf({ samples }: Read) {
  return samples.map(({ label, split, origin, pixels }) => ({ label, split, origin, level: pixels[0] }));
}

const TWO_ROWS = [
  { emotion: 3, usage: 'PublicTest', level: 200 },
  { emotion: 6, usage: 'PrivateTest', level: 0 },
];
const TWO_PLACES = [
  { label: 3, split: 'validation', origin: 2, level: 200 },
  { label: 6, split: 'test', origin: 3, level: 0 },
];

describe('reading a FER2013 CSV', () => {
  it('takes label, split and row number from each row, and every pixel in order', async () => {
    const pixels = Array.from({ length: 2304 }, (_, index) => index % 256);
    const { samples, splitSource } = await read(`${HEADER}\n5,${pixels.join(' ')},Training\n`);
    expect(samples).toHaveLength(1);
    expect(samples[0]).toMatchObject({ label: 5, split: 'train', origin: 2 });
    expect([...(samples[0]?.pixels ?? [])]).toEqual(pixels);
    expect(splitSource).toBe('official');
  });

  it.each([
    ['LF', csvText(TWO_ROWS)],
    ['CRLF', csvText(TWO_ROWS, '\r\n')],
    ['CR', csvText(TWO_ROWS, '\r')],
    ['no final line break', csvText(TWO_ROWS).trimEnd()],
    ['a byte order mark', `\uFEFF${csvText(TWO_ROWS)}`],
    ['upper case names', csvText(TWO_ROWS).replace(HEADER, 'EMOTION,PIXELS,USAGE')],
    [
      'spaces around names and values',
      csvText(TWO_ROWS).replace(HEADER, ' emotion , pixels, Usage ').replaceAll(',', ' , '),
    ],
    ['double spaces between pixels', csvText(TWO_ROWS).replaceAll(' ', '  ')],
    ['quotes around every field', csvText(TWO_ROWS).replaceAll(/[^,\n]+/g, '"$&"')],
  ])('reads files with %s', async (_, text) => {
    const found = await read(text);
    expect(found.rejections).toEqual([]);
    expect(placesOf(found)).toEqual(TWO_PLACES);
    expect(found.isTruncated).toBe(false);
  });

  it('finds the columns of the competition file by their names', async () => {
    const text = `emotion, Usage, pixels\n3,PublicTest,${levelPixels(200)}\n6,PrivateTest,${levelPixels(0)}\n`;
    expect(placesOf(await read(text))).toEqual(TWO_PLACES);
  });

  it('skips columns it does not know, with commas inside their quotes', async () => {
    const text = `id,emotion,note,pixels,Usage\n17,3,"a, b",${levelPixels(200)},PublicTest\n`;
    expect(placesOf(await read(text))).toEqual(TWO_PLACES.slice(0, 1));
  });

  it('counts blank lines as lines and leaves them out', async () => {
    const text = csvText(TWO_ROWS).replaceAll('\n', '\n\n');
    expect(placesOf(await read(text)).map(({ origin }) => origin)).toEqual([3, 5]);
  });

  it('puts everything into train where there is no Usage, and says so', async () => {
    const found = await read(`pixels,emotion\n${levelPixels(9)},4\n`);
    expect(placesOf(found)).toEqual([{ label: 4, split: 'train', origin: 2, level: 9 }]);
    expect(found.splitSource).toBe('seeded');
  });

  // Chunk borders inside names, numbers, quotes, CRLF pairs and the byte order mark.
  it.each([1, 2, 3, 5, 7, 4096])('reads the same in chunks of %i bytes', async (chunkBytes) => {
    const bad = { emotion: 1, pixels: levelPixels(7).replace(' 7', ' 7x1 300') };
    const text = `\uFEFF${csvText([...TWO_ROWS, bad], '\r\n')}`;
    const found = await read(text, chunkBytes);
    expect(placesOf(found)).toEqual(TWO_PLACES);
    expect(found.rejections).toEqual([{ at: { row: 4 }, reason: 'pixel-value', found: '7x1' }]);
  });

  it('reads the same wherever a first chunk ends', async () => {
    const bytes = new TextEncoder().encode(csvText(TWO_ROWS, '\r\n'));
    // The header, the start of the first row, and everything around its end.
    const borders = [
      ...Array(60).keys(),
      ...Array.from({ length: 40 }, (_, index) => bytes.length / 2 - 20 + index),
    ];
    for (const border of borders.map(Math.floor)) {
      const whole = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(bytes.subarray(0, border));
          controller.enqueue(bytes.subarray(border));
          controller.close();
        },
      });
      const levels: number[] = [];
      for await (const { samples } of readFer2013Csv(whole, bytes.length))
        levels.push(...samples.map(({ label }) => label));
      expect(levels).toEqual([3, 6]);
    }
  });
});

describe('a damaged FER2013 CSV', () => {
  const good = { emotion: 2, level: 50 };

  it.each([
    [
      'too few pixels',
      { pixels: levelPixels(7, 2303) },
      { reason: 'pixel-count', expected: '2304', found: '2303' },
    ],
    [
      'too many pixels',
      { pixels: levelPixels(7, 2305) },
      { reason: 'pixel-count', expected: '2304', found: '2305' },
    ],
    ['no pixels', { pixels: '' }, { reason: 'pixel-count', expected: '2304', found: '0' }],
    ['a pixel of 300', { pixels: `300 ${levelPixels(7, 2303)}` }, { reason: 'pixel-value', found: '300' }],
    [
      'a last pixel of 256',
      { pixels: `${levelPixels(7, 2303)} 256` },
      { reason: 'pixel-value', found: '256' },
    ],
    ['a negative pixel', { pixels: `-1 ${levelPixels(7, 2303)}` }, { reason: 'pixel-value', found: '-1' }],
    ['a broken number', { pixels: `12.5 ${levelPixels(7, 2303)}` }, { reason: 'pixel-value', found: '12.5' }],
    ['an exponent', { pixels: `1e2 ${levelPixels(7, 2303)}` }, { reason: 'pixel-value', found: '1e2' }],
    ['a word', { pixels: `${levelPixels(7, 2303)} grey` }, { reason: 'pixel-value', found: 'grey' }],
    [
      'a number of 309 digits',
      { pixels: `${'9'.repeat(309)} ${levelPixels(7, 2303)}` },
      { reason: 'pixel-value', found: '309 digits' },
    ],
    ['label 9', { emotion: 9 }, { reason: 'label-unknown', found: '9' }],
    ['label 1.0', { emotion: '1.0' }, { reason: 'label-unknown', found: '1.0' }],
    ['no label', { emotion: '' }, { reason: 'label-unknown', found: '' }],
    ['an unknown Usage', { usage: 'Holdout' }, { reason: 'usage-unknown', found: 'Holdout' }],
    ['one column too many', { usage: 'Training,' }, { reason: 'column-count', expected: '3', found: '4' }],
  ])('rejects a row with %s, with its line, and keeps the rows around it', async (_, row, problem) => {
    const { samples, rejections } = await read(csvText([good, row, good]));
    expect(samples.map(({ origin }) => origin)).toEqual([2, 4]);
    expect(rejections).toEqual([{ at: { row: 3 }, ...problem }]);
  });

  it('rejects a short row as one with columns missing', async () => {
    const { rejections } = await read(`${HEADER}\n0,1 2 3\n${csvRow(good)}\n`);
    expect(rejections).toEqual([{ at: { row: 2 }, reason: 'column-count', expected: '3', found: '2' }]);
  });

  it('rejects a row over 64 KiB without keeping it', async () => {
    const long = { pixels: levelPixels(7, 40_000) };
    const { samples, rejections } = await read(csvText([long, good]));
    expect(samples).toHaveLength(1);
    expect(rejections).toMatchObject([{ at: { row: 2 }, reason: 'row-too-long', expected: '65536' }]);
  });

  it('loses one row to a quote that is never closed, not the rest of the file', async () => {
    const { samples } = await read(csvText([good, { emotion: '"3' }, good]));
    expect(samples.map(({ origin }) => origin)).toEqual([2, 4]);
  });

  it.each([
    ['in the pixels', (text: string) => text.slice(0, -5000)],
    ['after the label', (text: string) => `${text.slice(0, text.lastIndexOf('\n', text.length - 2))}\n0`],
    ['inside the Usage', (text: string) => text.slice(0, -4)],
  ])('says that a file was cut %s', async (_, cut) => {
    const { samples, rejections, isTruncated } = await read(
      cut(csvText([good, good, { ...good, level: 255 }])),
    );
    expect(isTruncated).toBe(true);
    expect(samples).toHaveLength(2);
    expect(rejections).toHaveLength(1);
  });

  it('does not call a file cut whose last row is merely wrong', async () => {
    const { isTruncated, rejections } = await read(csvText([good, { emotion: 9 }]).trimEnd());
    expect(rejections).toHaveLength(1);
    expect(isTruncated).toBe(false);
  });

  it.each([
    ['prose', 'Dear reader,\nthis is no data set.\n', 'Dear reader,'],
    ['other columns', 'label,image\n1,2\n', 'label,image'],
    ['semicolons', 'emotion;pixels;Usage\n', 'emotion;pixels;Usage'],
    ['a column twice', 'emotion,pixels,pixels\n', 'emotion,pixels,pixels'],
    ['nothing but blank lines', '\n\n', ''],
  ])('refuses a file with %s, quoting its header', async (_, text, found) => {
    expect(await failureOf(text)).toEqual({ code: 'data/bad-header', details: { found } });
  });

  it('refuses a first line that never ends', async () => {
    expect(await failureOf('a'.repeat(70_000))).toMatchObject({ code: 'data/bad-header' });
  });
});
