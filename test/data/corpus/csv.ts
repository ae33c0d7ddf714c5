import { type Accepted, type Case, type Outcome, refused, type Rejected, single, THIRTY } from './case';

const PIXELS = 2304;
const HEADER = 'emotion,pixels,Usage';
const body = pixelText(PIXELS, 7);

/** Every damaged and odd CSV. */
export function csvCases(): Case[] {
  return [
    ...acceptedHeaders(),
    ...refusedHeaders(),
    ...lineBreaks(),
    ...pixelValues(),
    ...pixelCounts(),
    ...emotions(),
    ...usages(),
    ...columnCounts(),
    ...quotes(),
    ...limits(),
    ...cuts(),
    ...shares(),
    ...notText(),
  ];
}

function pixelText(count: number, level: number): string {
  return Array.from({ length: count }, () => level).join(' ');
}

interface Fields {
  readonly emotion: string;
  readonly pixels: string;
  readonly usage: string;
}

/** Row 2, 3, … of a good file: 20 for training, 5 for validation, 5 for testing. */
function goodFields(row: number): Fields {
  const usage = row < 22 ? 'Training' : row < 27 ? 'PublicTest' : 'PrivateTest';
  return { emotion: String(row % 7), pixels: body, usage };
}

const inOrder = ({ emotion, pixels, usage }: Fields) => `${emotion},${pixels},${usage}`;

function goodRows(count = 30, spell: (fields: Fields) => string = inOrder): string[] {
  return Array.from({ length: count }, (_, index) => spell(goodFields(index + 2)));
}

/** Thirty sound rows: what archives hold. */
export const GOOD_CSV = [HEADER, ...goodRows(), ''].join('\n');

/** A sound file of 30 rows and one more, the 32nd line, which stands in the middle of three. */
function withRow(row: string): string {
  return [HEADER, ...goodRows(), row, ...goodRows(2), ''].join('\n');
}

const leftOut = (reason: Rejected[1], found?: string): Accepted => ({
  images: 32,
  rejected: [found === undefined ? [32, reason] : [32, reason, found]],
});
const THIRTY_THREE: Accepted = { images: 33, rejected: [] };

function text(name: string, content: string, expected: Outcome): Case {
  return { name: `csv: ${name}`, source: () => single(content), expected };
}

function oneRow(name: string, row: () => string, expected: Outcome): Case {
  return { name: `csv: ${name}`, source: () => single(withRow(row())), expected };
}

const OFFICIAL: Accepted = { ...THIRTY, splits: [20, 5, 5] };
const UNSPLIT: Accepted = { ...THIRTY, splits: [30, 0, 0] };

function acceptedHeaders(): Case[] {
  const spelled = (
    name: string,
    header: string,
    spell: (fields: Fields) => string,
    expected: Outcome = OFFICIAL,
  ) => text(`header ${name}`, [header, ...goodRows(30, spell), ''].join('\n'), expected);
  const fillers = (count: number) => Array.from({ length: count }, (_, index) => `more${index}`).join(',');
  return [
    spelled('as Kaggle has it', HEADER, inOrder),
    spelled(
      'of icml_face_data',
      'emotion, Usage, pixels',
      (row) => `${row.emotion}, ${row.usage}, ${row.pixels}`,
    ),
    spelled(
      'emotion,Usage,pixels',
      'emotion,Usage,pixels',
      (row) => `${row.emotion},${row.usage},${row.pixels}`,
    ),
    spelled(
      'pixels,emotion,Usage',
      'pixels,emotion,Usage',
      (row) => `${row.pixels},${row.emotion},${row.usage}`,
    ),
    spelled(
      'pixels,Usage,emotion',
      'pixels,Usage,emotion',
      (row) => `${row.pixels},${row.usage},${row.emotion}`,
    ),
    spelled(
      'Usage,emotion,pixels',
      'Usage,emotion,pixels',
      (row) => `${row.usage},${row.emotion},${row.pixels}`,
    ),
    spelled(
      'Usage,pixels,emotion',
      'Usage,pixels,emotion',
      (row) => `${row.usage},${row.pixels},${row.emotion}`,
    ),
    spelled('without Usage', 'emotion,pixels', (row) => `${row.emotion},${row.pixels}`, UNSPLIT),
    spelled('without Usage, turned', 'pixels,emotion', (row) => `${row.pixels},${row.emotion}`, UNSPLIT),
    spelled('in capitals', 'EMOTION,PIXELS,USAGE', inOrder),
    spelled('in small letters', 'emotion,pixels,usage', inOrder),
    spelled('in mixed letters', 'Emotion,Pixels,uSaGe', inOrder),
    spelled('in quotes', '"emotion","pixels","Usage"', inOrder),
    spelled('with one stray quote', '"emotion,pixels,Usage', inOrder),
    spelled('with spaces', '  emotion ,  pixels , Usage  ', inOrder),
    spelled('with tabs', 'emotion\t,\tpixels,Usage\t', inOrder),
    spelled('with no-break spaces', 'emotion\u00a0,\u00a0pixels,Usage', inOrder),
    spelled('after a byte order mark', `\ufeff${HEADER}`, inOrder),
    spelled('after a mark, in quotes', '\ufeff"emotion","pixels","Usage"', inOrder),
    spelled('after a blank line', `\n${HEADER}`, inOrder),
    spelled('after three blank lines', `\n \n\t\n${HEADER}`, inOrder),
    spelled('with an id before', `id,${HEADER}`, (row) => `4711,${inOrder(row)}`),
    spelled('with a name behind', `${HEADER},name`, (row) => `${inOrder(row)},Anna`),
    spelled(
      'with a column between',
      'emotion,age,pixels,Usage',
      (row) => `${row.emotion},33,${row.pixels},${row.usage}`,
    ),
    spelled('with a nameless first column', `,${HEADER}`, (row) => `0,${inOrder(row)}`),
    spelled('ending in a comma', `${HEADER},`, (row) => `${inOrder(row)},`),
    spelled('with __proto__', `${HEADER},__proto__`, (row) => `${inOrder(row)},1`),
    spelled('of 16 columns', `${HEADER},${fillers(13)}`, (row) => `${inOrder(row)},${fillers(13)}`),
    spelled('with two other columns alike', `${HEADER},x,x`, (row) => `${inOrder(row)},1,2`),
  ];
}

function refusedHeaders(): Case[] {
  const rejected = (name: string, header: string, found = header.trim().slice(0, 80)) =>
    text(`header ${name}`, [header, ...goodRows(3), ''].join('\n'), refused('data/bad-header', { found }));
  const otherKind = (name: string, header: string) =>
    text(
      `header ${name}`,
      [header, ...goodRows(3), ''].join('\n'),
      refused('data/unknown-format', { name: 'given' }),
    );
  const columns17 = `${HEADER},${Array.from({ length: 14 }, (_, index) => `c${index}`).join(',')}`;
  return [
    rejected('with semicolons', 'emotion;pixels;Usage'),
    rejected('with tabs for commas', 'emotion\tpixels\tUsage'),
    rejected('with spaces for commas', 'emotion pixels Usage'),
    rejected('with bars', 'emotion|pixels|Usage'),
    rejected('without pixels', 'emotion,Usage'),
    rejected('without emotion', 'pixels,Usage'),
    rejected('with emotion twice', 'emotion,emotion,pixels,Usage'),
    rejected('with pixels twice', 'emotion,pixels,pixels,Usage'),
    rejected('with Usage twice', 'emotion,pixels,Usage,usage'),
    rejected('of 17 columns', columns17),
    rejected('of other names', 'label,image,split'),
    rejected('of names that only begin so', 'emotions,pixels_,Usages'),
    rejected('in Chinese', '表情,像素,用途'),
    rejected('of numbers', '0,70 80 82,Training'),
    rejected('of one word', 'emotion'),
    rejected('of commas', ',,,,'),
    otherKind('of HTML', '<!doctype html><title>Sign in</title>'),
    otherKind('of JSON', '{"emotion": [], "pixels": [], "Usage": []}'),
    otherKind('of XML', '<?xml version="1.0"?>'),
    rejected('of ARFF', '@relation fer2013'),
    otherKind('of PDF', '%PDF-1.7'),
    rejected('of prose', 'roses are red'),
    rejected('behind a comment', '# FER2013'),
    rejected('of toString', 'toString,constructor,__proto__'),
    rejected('with zero-width spaces', 'emo\u200btion,pixels,Usage'),
    rejected('with Cyrillic letters', 'еmotion,pixels,Usage'),
    rejected('with a right-to-left mark', '\u202eemotion,pixels,Usage'),
    text(
      'header of 64 KiB and a byte',
      'e'.repeat(65_537),
      refused('data/bad-header', { found: 'e'.repeat(32) }),
    ),
    text(
      'header of exactly 64 KiB',
      'e'.repeat(65_536),
      refused('data/bad-header', { found: 'e'.repeat(80) }),
    ),
    text('nothing but spaces', '   ', refused('data/bad-header', { found: '' })),
    text('nothing but line breaks', '\n\r\n\n', refused('data/bad-header', { found: '' })),
    text('nothing but a byte order mark', '\ufeff', refused('data/bad-header', { found: '' })),
    text('a header and nothing else', HEADER, refused('data/no-images')),
    text('a header and its line break', `${HEADER}\n`, refused('data/no-images')),
    text('a header and blank lines', `${HEADER}\n\n  \n\n`, refused('data/no-images')),
  ];
}

function lineBreaks(): Case[] {
  const lines = [HEADER, ...goodRows()];
  const joined = (name: string, lineBreak: string, end = lineBreak) =>
    text(`lines ended by ${name}`, lines.join(lineBreak) + end, OFFICIAL);
  const mixed = lines.map((line, index) => line + (['\n', '\r\n', '\r'][index % 3] ?? '\n')).join('');
  return [
    joined('LF', '\n'),
    joined('CRLF', '\r\n'),
    joined('CR', '\r'),
    joined('LF, but not the last', '\n', ''),
    joined('CRLF, but not the last', '\r\n', ''),
    joined('CR, but not the last', '\r', ''),
    joined('LF CR', '\n\r'),
    joined('two LF', '\n\n'),
    joined('three CRLF', '\r\n\r\n\r\n'),
    joined('CR CR LF', '\r\r\n'),
    joined('LF and spaces', '\n   \n'),
    joined('LF and a tab', '\n\t\n'),
    joined('LF, with many at the end', '\n', '\n'.repeat(100)),
    joined('LF, with spaces at the end', '\n', '\n    '),
    text('lines ended by all three', mixed, OFFICIAL),
    text(
      'a line ended by U+2028',
      `${HEADER}\u2028${goodRows(1)[0]}`,
      refused('data/no-images'), // it is no line break: a header of five columns
    ),
  ];
}

/** In the middle of the field, where 2,303 others are good. */
function withPixel(value: string): string {
  return `3,${pixelText(1000, 5)} ${value} ${pixelText(PIXELS - 1001, 5)},Training`;
}

function pixelValues(): Case[] {
  const good: readonly (readonly [string, string])[] = [
    ['0', '0'],
    ['255', '255'],
    ['with leading zeros', '007'],
    ['of three zeros', '000'],
    ['with two spaces around', ' 9 '],
    ['with tabs around', '\t9\t'],
    ['in quotes', '"9"'],
  ];
  const bad: readonly string[] = [
    '256',
    '257',
    '300',
    '999',
    '-1',
    '-0',
    '+5',
    '1.0',
    '1.5',
    '.5',
    '5.',
    '1e2',
    '1E2',
    '0x10',
    '0b1',
    '0o7',
    'a',
    'NaN',
    'Infinity',
    'null',
    'undefined',
    'true',
    '1_0',
    '1;2',
    '1/2',
    '1:2',
    '(7)',
    '#9',
    '%20',
    '$1',
    '=1+1',
    '１２',
    '٣',
    '²',
    '½',
    'é',
    '😀',
    '1\u00a02',
    '\u200b7',
    '--1',
    '7a',
    'a7',
    "7'",
    '7\u0000',
    '\u00007',
    '~',
    '[7]',
    '0255',
    '0000',
  ];
  const found = (value: string) => value;
  return [
    ...good.map(([name, value]) => oneRow(`a pixel of ${name}`, () => withPixel(value), THIRTY_THREE)),
    ...bad.map((value) =>
      oneRow(
        `a pixel of ${JSON.stringify(value)}`,
        () => withPixel(value),
        leftOut('pixel-value', found(value)),
      ),
    ),
    oneRow('a pixel of 309 digits', () => withPixel('1'.repeat(309)), leftOut('pixel-value', '309 digits')),
    oneRow('a pixel that wraps 32 bits', () => withPixel('4294967297'), leftOut('pixel-value', '10 digits')),
    oneRow('a pixel of 9 digits', () => withPixel('123456789'), leftOut('pixel-value', '123456789')),
    oneRow('a pixel of 60 letters', () => withPixel('x'.repeat(60)), leftOut('pixel-value', 'x'.repeat(32))),
    oneRow(
      'a pixel of an emoji cut in the middle',
      () => withPixel(`${'x'.repeat(30)}😀`),
      leftOut('pixel-value', `${'x'.repeat(30)}\ufffd`),
    ),
    oneRow(
      'the first pixel bad',
      () => `3,-7 ${pixelText(PIXELS - 1, 5)},Training`,
      leftOut('pixel-value', '-7'),
    ),
    oneRow(
      'the last pixel bad',
      () => `3,${pixelText(PIXELS - 1, 5)} 300,Training`,
      leftOut('pixel-value', '300'),
    ),
    oneRow(
      'two pixels bad: the first is told',
      () => `3,300 400 ${pixelText(PIXELS - 2, 5)},Training`,
      leftOut('pixel-value', '300'),
    ),
    oneRow(
      'commas between pixels, in quotes',
      () => `3,"${pixelText(PIXELS, 5).replaceAll(' ', ',')}",Training`,
      leftOut('pixel-value', pixelText(PIXELS, 5).replaceAll(' ', ',').slice(0, 32)),
    ),
  ];
}

function pixelCounts(): Case[] {
  const row = (count: number) => `3,${pixelText(count, 5)},Training`;
  return [
    ...[0, 1, 2, 47, 48, 2303, 2305, 2306, 4608, 6912, 9216, 12_000].map((count) =>
      oneRow(`${count} pixels`, () => row(count), leftOut('pixel-count', String(count))),
    ),
    oneRow('a space before the pixels', () => `3, ${body},Training`, THIRTY_THREE),
    oneRow('a space behind the pixels', () => `3,${body} ,Training`, THIRTY_THREE),
    oneRow('pixels in brackets', () => `3,[${body}],Training`, leftOut('pixel-value', '[7')),
    oneRow(
      'pixels in one number',
      () => `3,${'7'.repeat(PIXELS)},Training`,
      leftOut('pixel-value', '2304 digits'),
    ),
    oneRow(
      'pixels of nothing but spaces',
      () => `3,${' '.repeat(4000)},Training`,
      leftOut('pixel-count', '0'),
    ),
  ];
}

function emotions(): Case[] {
  const row = (emotion: string) => `${emotion},${body},Training`;
  const good = ['0', '6', ' 3', '3 ', ' 3 ', '"3"', '\t3', '3\u00a0'];
  const bad = [
    '7',
    '9',
    '10',
    '-1',
    '',
    'a',
    'happy',
    '1.0',
    '00',
    '06',
    '3,5'.slice(0, 1) + '.5',
    '３',
    '1e0',
    'null',
    '3;',
    '+3',
    '0x3',
  ];
  return [
    ...good.map((emotion) => oneRow(`emotion ${JSON.stringify(emotion)}`, () => row(emotion), THIRTY_THREE)),
    ...bad.map((emotion) =>
      oneRow(`emotion ${JSON.stringify(emotion)}`, () => row(emotion), leftOut('label-unknown', emotion)),
    ),
    oneRow('emotion of 1,000 letters', () => row('y'.repeat(1000)), leftOut('label-unknown', 'y'.repeat(32))),
    oneRow('emotion of one NUL', () => row('\u0000'), leftOut('label-unknown', '\u0000')),
  ];
}

function usages(): Case[] {
  const row = (usage: string) => `3,${body},${usage}`;
  const good = [
    'Training',
    'TRAINING',
    'training',
    ' Training',
    'Training ',
    '"Training"',
    'publictest',
    'PRIVATETEST',
    'PublicTest\t',
  ];
  const bad = [
    '',
    'Train',
    'Test',
    'Validation',
    'Public Test',
    'Training1',
    'Trainin',
    '0',
    'null',
    '训练',
    'Тraining',
    '__proto__',
    'toString',
  ];
  return [
    ...good.map((usage) => oneRow(`Usage ${JSON.stringify(usage)}`, () => row(usage), THIRTY_THREE)),
    ...bad.map((usage) =>
      oneRow(`Usage ${JSON.stringify(usage)}`, () => row(usage), leftOut('usage-unknown', usage)),
    ),
    oneRow('Usage of 100 letters', () => row('z'.repeat(100)), leftOut('usage-unknown', 'z'.repeat(32))),
  ];
}

function columnCounts(): Case[] {
  const counted = (name: string, row: string, count: number) =>
    oneRow(name, () => row, leftOut('column-count', String(count)));
  return [
    counted('one column', '3', 1),
    counted('two columns', `3,${body}`, 2),
    counted('four columns', `3,${body},Training,`, 4),
    counted('five columns', `3,${body},Training,x,y`, 5),
    counted('17 columns', `3,${body},Training${',x'.repeat(14)}`, 17),
    counted('a thousand columns', `3,${body},Training${','.repeat(997)}`, 1000),
    counted('60,000 columns', `3,${body.slice(0, 1)}${','.repeat(59_998)}`, 60_000),
    counted('pixels split by commas', `3,${body.replaceAll(' ', ',')},Training`, PIXELS + 2),
    oneRow('a row of two commas', () => ',,', leftOut('label-unknown', '')),
    oneRow('a million columns', () => ','.repeat(999_999), leftOut('row-too-long', '999999')),
  ];
}

function quotes(): Case[] {
  return [
    oneRow('quotes around every field', () => `"3","${body}","Training"`, THIRTY_THREE),
    oneRow(
      'a quote that is never closed costs one row',
      () => `3,"${body},Training`,
      leftOut('column-count', '2'),
    ),
    oneRow('a quote that is opened in Usage', () => `3,${body},"Training`, THIRTY_THREE),
    oneRow(
      'a quote in the middle of the pixels',
      () => `3,${pixelText(1152, 7)} "${pixelText(1152, 7)}",Training`,
      THIRTY_THREE,
    ),
    oneRow('doubled quotes', () => `3,""${body}"",Training`, THIRTY_THREE),
    oneRow('a quote and then nothing', () => '"', leftOut('column-count', '1')),
    oneRow('single quotes', () => `3,'${body}',Training`, leftOut('pixel-value', "'7")),
    oneRow('a quoted comma in the emotion', () => `"3,4",${body},Training`, leftOut('label-unknown', '3,4')),
  ];
}

const ROW_LIMIT = 65_536;

function limits(): Case[] {
  const padded = (bytes: number) => {
    const row = `3,${body},Training`;
    return row + ' '.repeat(bytes - row.length);
  };
  return [
    oneRow('a row of exactly 64 KiB', () => padded(ROW_LIMIT), THIRTY_THREE),
    oneRow(
      'a row of 64 KiB and a byte',
      () => padded(ROW_LIMIT + 1),
      leftOut('row-too-long', String(ROW_LIMIT + 1)),
    ),
    oneRow('a row of 1 MiB of digits', () => '7'.repeat(2 ** 20), leftOut('row-too-long', String(2 ** 20))),
    oneRow('a row of 1 MiB of letters', () => 'z'.repeat(2 ** 20), leftOut('row-too-long', String(2 ** 20))),
    oneRow('a row of 1 MiB of quotes', () => '"'.repeat(2 ** 20), leftOut('row-too-long', String(2 ** 20))),
    oneRow(
      'a row of 1 MiB of pixels',
      () => `3,${'7 '.repeat(2 ** 19)},Training`,
      leftOut('row-too-long', String(2 ** 20 + 11)),
    ),
  ];
}

/** A sound file, cut. */
/** Nothing is left of a file that is cut off in its first row, and that row is why. */
const NO_WHOLE_ROW = refused('data/too-many-bad-rows', {
  bad: 1,
  rows: 1,
  where: 2,
  reason: 'column-count',
  expected: '3',
  found: '2',
});

function cuts(): Case[] {
  const whole = [HEADER, ...goodRows(), ''].join('\n');
  const lastRow = whole.lastIndexOf('\n', whole.length - 2) + 1;
  const cut = (name: string, end: number, expected: Outcome) =>
    text(`cut ${name}`, whole.slice(0, end), expected);
  const asks = (rows: number) => refused('data/truncated', { rows });
  const rowStart = (row: number) =>
    whole
      .split('\n')
      .slice(0, row - 1)
      .join('\n').length + 1;
  return [
    cut('in the header', 9, refused('data/bad-header', { found: 'emotion,p' })),
    cut('behind the header', HEADER.length + 1, refused('data/no-images')),
    cut('in the first row', HEADER.length + 500, NO_WHOLE_ROW),
    cut('before the last line break', whole.length - 1, OFFICIAL),
    cut('behind the emotion of the last row', lastRow + 1, asks(29)),
    cut('behind the first comma of the last row', lastRow + 2, asks(29)),
    cut('in the first pixel of the last row', lastRow + 3, asks(29)),
    cut('in the middle of the last row', lastRow + 2000, asks(29)),
    cut('behind the last pixel of the last row', lastRow + 2 + body.length, asks(29)),
    cut('before the Usage of the last row', lastRow + 3 + body.length, asks(29)),
    cut('in the Usage of the last row', lastRow + 8 + body.length, asks(29)),
    cut('a byte before the end of the Usage', whole.length - 2, asks(29)),
    cut('between two rows', lastRow, { ...THIRTY, images: 29 }),
    ...[2, 5, 10, 20].map((row) =>
      cut(`in row ${row}`, rowStart(row) + 3000, row === 2 ? NO_WHOLE_ROW : asks(row - 2)),
    ),
    cut('in half', Math.floor(whole.length / 2), asks(15)),
  ];
}

function shares(): Case[] {
  const file = (good: number, bad: number, expected: Outcome) => {
    const rows = [...goodRows(good), ...Array.from({ length: bad }, () => `9,${body},Training`)];
    return text(`${bad} bad of ${good + bad} rows`, [HEADER, ...rows, ''].join('\n'), expected);
  };
  const tooMany = (bad: number, rows: number, where: number) =>
    refused('data/too-many-bad-rows', {
      bad,
      rows,
      where,
      reason: 'label-unknown',
      expected: '',
      found: '9',
    });
  const badFrom = (first: number, count: number): Rejected[] =>
    Array.from({ length: count }, (_, index) => [first + index, 'label-unknown', '9']);
  return [
    file(30, 1, { images: 30, rejected: badFrom(32, 1) }),
    file(30, 2, tooMany(2, 32, 32)),
    file(99, 1, { images: 99, rejected: badFrom(101, 1) }),
    file(98, 2, tooMany(2, 100, 100)),
    file(198, 2, { images: 198, rejected: badFrom(200, 2) }),
    file(197, 3, tooMany(3, 200, 199)),
    file(0, 1, tooMany(1, 1, 2)),
    file(0, 5, tooMany(5, 5, 2)),
  ];
}

function notText(): Case[] {
  const bytes = (name: string, content: readonly number[], expected: Outcome): Case => ({
    name: `csv: ${name}`,
    source: () => single(Uint8Array.from(content)),
    expected,
  });
  const utf16 = [...`${HEADER}\n`].flatMap((letter) => [letter.charCodeAt(0), 0]);
  const swapped = [...`${HEADER}\n`].flatMap((letter) => [0, letter.charCodeAt(0)]);
  const unknown = refused('data/unknown-format', { name: 'given' });
  const documents = [
    ['a PDF', '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj'],
    ['PostScript', '%!PS-Adobe-3.0\n'],
    ['RTF', '{\\rtf1\\ansi face}'],
    ['a web page', '\n<!doctype html>\n<p>emotion,pixels'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['JSON', '{"emotion": 3}'],
    ['a script', '#!/bin/sh\necho 1'],
    ['MP4', '\0\0\0\x18ftypmp42\0\0\0\0'],
    ['WebM', '\x1aE\u00df\u00a3\x01\0\0\0'],
  ] as const;
  return [
    bytes(
      'UTF-16, little end first',
      [0xff, 0xfe, ...utf16],
      refused('data/bad-header', { found: 'UTF-16' }),
    ),
    bytes('UTF-16, big end first', [0xfe, 0xff, ...swapped], refused('data/bad-header', { found: 'UTF-16' })),
    bytes('UTF-16 without a mark', utf16, unknown),
    bytes('UTF-32', [0xff, 0xfe, 0, 0, 0x65, 0, 0, 0], refused('data/bad-header', { found: 'UTF-16' })),
    bytes('a NUL in the header', [...new TextEncoder().encode('emotion\0,pixels')], unknown),
    bytes(
      'zeros',
      Array.from({ length: 5000 }, () => 0),
      unknown,
    ),
    bytes('one zero', [0], unknown),
    bytes(
      'invalid UTF-8',
      [0xc3, 0x28, 0xa0, 0xa1],
      refused('data/bad-header', { found: '\ufffd(\ufffd\ufffd' }),
    ),
    bytes('a program', [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0], unknown),
    bytes('7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4], unknown),
    bytes('xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4], unknown),
    bytes('rar', [...new TextEncoder().encode('Rar!\x1a\x07\x01'), 0], unknown),
    bytes('sqlite', [...new TextEncoder().encode('SQLite format 3'), 0], unknown),
    bytes(
      'HEIC',
      [...new TextEncoder().encode('\0\0\0\x18ftypheic\0\0\0\0')],
      refused('data/heic', { name: 'given' }),
    ),
    ...documents.map(([name, start]) => bytes(name, [...new TextEncoder().encode(start)], unknown)),
    bytes('HDF5', [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0], unknown),
    oneRow(
      'NUL bytes behind a row',
      () => `3,${body},Training\0\0`,
      leftOut('usage-unknown', 'Training\0\0'),
    ),
    oneRow('a blank row of 60 spaces', () => ' '.repeat(60), { images: 32, rejected: [] }),
    oneRow('a blank row of 64 KiB', () => ' '.repeat(ROW_LIMIT), { images: 32, rejected: [] }),
    oneRow(
      'a blank row of 64 KiB and a byte',
      () => ' '.repeat(ROW_LIMIT + 1),
      leftOut('row-too-long', String(ROW_LIMIT + 1)),
    ),
    text('an empty file', '', refused('data/no-images')),
  ];
}
