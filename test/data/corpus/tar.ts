import { type Accepted, type Case, type Outcome, refused, single, THIRTY } from './case';
import { GOOD_CSV } from './csv';

const BLOCK = 512;
const text = new TextEncoder();
const CSV = text.encode(GOOD_CSV);
const NAME = 'fer2013/fer2013.csv';

type Bytes = Uint8Array<ArrayBuffer>;

interface Header {
  readonly name?: string;
  readonly type?: string; // one letter
  readonly size?: number;
  readonly sizeField?: string | Bytes; // instead of the size in octal
  readonly magic?: string;
  readonly prefix?: string;
  readonly checksum?: string;
  readonly mode?: string;
  readonly mtime?: string;
}

/** A header block of a tar, right except for what is asked to be wrong. */
export function tarHeader(given: Header = {}): Bytes {
  const { name = NAME, type = '0', size = 0, magic = 'ustar\u000000', prefix = '' } = given;
  const block = new Uint8Array(BLOCK);
  const put = (at: number, field: string | Bytes) =>
    block.set(typeof field === 'string' ? text.encode(field) : field, at);
  put(0, text.encode(name).subarray(0, 100));
  put(100, given.mode ?? '0000644\0');
  put(108, '0001750\u00000001750\0');
  put(124, given.sizeField ?? `${size.toString(8).padStart(11, '0')}\0`);
  put(136, given.mtime ?? '14000000000\0');
  put(148, '        ');
  put(156, type);
  put(257, magic);
  put(345, prefix);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, given.checksum ?? `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

export function joinBytes(parts: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** A file with its header and padding. */
export function tarFile(header: Header = {}, body: Bytes | string = CSV): Bytes {
  const bytes = typeof body === 'string' ? text.encode(body) : body;
  const padding = new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK);
  return joinBytes([tarHeader({ size: bytes.length, ...header }), bytes, padding]);
}

const END = new Uint8Array(2 * BLOCK);
const README = tarFile({ name: 'fer2013/README' }, 'The data consists of faces.');
const FOLDER = tarHeader({ name: 'fer2013/', type: '5' });

/** A PAX header: "length key=value\n", where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length += 1;
  return `${length}${rest}`;
}

function pax(records: string, type = 'x'): Bytes {
  return tarFile({ name: 'PaxHeaders/fer2013', type }, records);
}

function longName(name: string): Bytes {
  return tarFile({ name: '././@LongLink', type: 'L' }, `${name}\0`);
}

function base256(value: number): Bytes {
  const field = new Uint8Array(12);
  for (let at = 11, rest = value; at > 0; at -= 1, rest = Math.floor(rest / 256)) field[at] = rest % 256;
  field[0] = 0x80;
  return field;
}

const BAD = refused('data/bad-archive', { name: 'given' });
const UNKNOWN = refused('data/unknown-format', { name: 'given' });
/** Nothing to import but under names that are not read. */
const named = (found: string) => refused('data/unsafe-names', { name: 'given', found });

function tar(name: string, parts: readonly Bytes[], expected: Outcome): Case {
  return { name: `tar: ${name}`, source: () => single(joinBytes(parts)), expected };
}

/** The sound archive that the others are made from. */
export const GOOD_TAR = joinBytes([FOLDER, README, tarFile(), END]);

export function tarCases(): Case[] {
  return [
    ...shapes(),
    ...names(),
    ...extendedHeaders(),
    ...sizes(),
    ...kinds(),
    ...ends(),
    ...damage(),
    ...contents(),
  ];
}

function shapes(): Case[] {
  return [
    tar('as Kaggle has it', [GOOD_TAR], THIRTY),
    tar('the CSV alone', [tarFile(), END], THIRTY),
    tar('of GNU tar', [tarFile({ magic: 'ustar  \0' }), END], THIRTY),
    tar('the CSV behind 300 files', [...Array.from({ length: 300 }, () => README), tarFile(), END], THIRTY),
    tar(
      'two CSVs: the first',
      [tarFile(), tarFile({ name: 'other.csv' }, GOOD_CSV.slice(0, 100)), END],
      THIRTY,
    ),
    tar('two of one name: the first with the header', [tarFile({}, 'no header'), tarFile(), END], THIRTY),
    tar('another CSV before it', [tarFile({ name: 'a.csv' }, 'a,b\n1,2\n'), tarFile(), END], THIRTY),
    tar('of 1979, without magic', [tarFile({ magic: '' }), END], UNKNOWN),
    tar('no CSV', [README, END], UNKNOWN),
    tar('a folder and nothing else', [FOLDER, END], UNKNOWN),
    tar('an empty file in it', [tarFile({ name: 'empty' }, ''), tarFile(), END], THIRTY),
  ];
}

function names(): Case[] {
  const hostile = [
    './fer2013.csv',
    'a//b///c.csv',
    '__proto__',
    'constructor',
    'toString',
    'CON',
    'nul.csv',
    '.hidden',
    '__MACOSX/._fer2013.csv',
    'fer2013.csv ',
    'fer2013.exe',
    '表情.csv',
    '\u202egpj.csv',
    '😀.csv',
    'a\nb.csv',
    '-rf',
    '%2e%2e%2f',
    '<script>.csv',
    "'; drop table.csv",
    '~',
    '.',
    'x'.repeat(100),
  ];
  const outside = ['../../etc/passwd', '/etc/passwd', 'C:\\Windows\\system.ini', '..\\..\\x.csv', '..'];
  return [
    ...outside.map((name) =>
      tar(`a file named ${JSON.stringify(name)}`, [tarFile({ name }), END], named(name)),
    ),
    tar(
      'hostile names before the CSV',
      [tarFile({ name: '/x' }), tarFile({ name: '../x' }), tarFile(), END],
      unsafe('/x', '../x'),
    ),
    tar('hostile names behind the CSV', [tarFile(), tarFile({ name: '/x' }, 'x'), END], unsafe('/x')),
    tar(
      'a hostile name of 4 KB',
      [pax(paxRecord('path', `../${'p'.repeat(4096)}`)), tarFile(), tarFile(), END],
      unsafe(`../${'p'.repeat(117)}…`),
    ),
    ...hostile.map((name) => tar(`a file named ${JSON.stringify(name)}`, [tarFile({ name }), END], THIRTY)),
    tar('a file without a name', [tarFile({ name: '' }), END], THIRTY),
    tar('a name with a prefix', [tarFile({ prefix: 'p'.repeat(155) }), END], THIRTY),
  ];
}

/** Thirty pictures beside files that are not read because of their names. */
const unsafe = (...paths: readonly string[]): Accepted => ({
  images: 30,
  rejected: paths.map((name) => [name, 'name-unsafe']),
});

function extendedHeaders(): Case[] {
  const size = String(CSV.length);
  const zeroSize = { sizeField: '00000000000\0' };
  return [
    tar('PAX: a path', [pax(paxRecord('path', 'real.csv')), tarFile(), END], THIRTY),
    tar('PAX: a path of 512 bytes', [pax(paxRecord('path', 'p'.repeat(512))), tarFile(), END], THIRTY),
    tar(
      'PAX: a path of 4 KB',
      [pax(paxRecord('path', 'p'.repeat(4096))), tarFile(), END],
      named(`${'p'.repeat(120)}…`),
    ),
    tar(
      'PAX: a path out of the folder',
      [pax(paxRecord('path', '../../../x')), tarFile(), END],
      named('../../../x'),
    ),
    tar('PAX: a path of __proto__', [pax(paxRecord('path', '__proto__')), tarFile(), END], THIRTY),
    tar('PAX: a key of __proto__', [pax(paxRecord('__proto__', 'x')), tarFile(), END], THIRTY),
    tar('PAX: the size', [pax(paxRecord('size', size)), tarFile(zeroSize), END], THIRTY),
    tar('PAX: a size that lies', [pax(paxRecord('size', '5')), tarFile(), END], BAD),
    tar('PAX: a size beyond the end', [pax(paxRecord('size', '99999999')), tarFile(), END], BAD),
    tar('PAX: a size below zero', [pax(paxRecord('size', '-1')), tarFile(), END], THIRTY),
    tar('PAX: a size of letters', [pax(paxRecord('size', 'many')), tarFile(), END], THIRTY),
    tar('PAX: a size of 1e99', [pax(paxRecord('size', '1e99')), tarFile(), END], THIRTY),
    tar(
      'PAX: times and owners',
      [pax(paxRecord('mtime', '1.5') + paxRecord('uname', 'me')), tarFile(), END],
      THIRTY,
    ),
    tar('PAX: a length that lies', [pax('99 path=x\n'), tarFile(), END], THIRTY),
    tar('PAX: a length of letters', [pax('ab path=x\n'), tarFile(), END], THIRTY),
    tar('PAX: no equals sign', [pax('8 path\n'), tarFile(), END], THIRTY),
    tar('PAX: nothing', [pax(''), tarFile(), END], THIRTY),
    tar('PAX: zeros', [pax('\0'.repeat(100)), tarFile(), END], THIRTY),
    tar(
      'PAX: 100 headers',
      [...Array.from({ length: 100 }, () => pax(paxRecord('comment', 'c'))), tarFile(), END],
      THIRTY,
    ),
    tar('PAX: global', [pax(paxRecord('comment', 'from git'), 'g'), tarFile(), END], THIRTY),
    tar('PAX: a global size', [pax(paxRecord('size', size), 'g'), tarFile(), END], THIRTY),
    tar('PAX: of nobody', [tarFile(), pax(paxRecord('path', 'x')), END], THIRTY),
    tar('GNU: a long name', [longName('n'.repeat(300)), tarFile(), END], THIRTY),
    tar(
      'GNU: a long name of 4 KB',
      [longName('n'.repeat(4096)), tarFile(), END],
      named(`${'n'.repeat(120)}…`),
    ),
    tar(
      'GNU: a long name without end',
      [tarFile({ name: 'L', type: 'L' }, 'n'.repeat(200)), tarFile(), END],
      THIRTY,
    ),
    tar('GNU: two long names', [longName('a'), longName('b'), tarFile(), END], THIRTY),
    tar('GNU: a long link name', [tarFile({ name: 'K', type: 'K' }, 'target\0'), tarFile(), END], THIRTY),
    tar(
      'PAX size before a long name',
      [pax(paxRecord('size', size)), longName('long.csv'), tarFile(zeroSize), END],
      BAD,
    ),
  ];
}

function sizes(): Case[] {
  const sized = (name: string, sizeField: string | Bytes, expected: Outcome) =>
    tar(`a size of ${name}`, [tarFile({ sizeField }), END], expected);
  const octal = CSV.length.toString(8);
  return [
    sized('octal with spaces', `${octal.padStart(11, ' ')} `, THIRTY),
    sized('octal without end', octal.padStart(12, '0'), THIRTY),
    sized('base 256', base256(CSV.length), THIRTY),
    sized('base 256, 2^60', base256(2 ** 60), BAD),
    sized('base 256, below zero', new Uint8Array(12).fill(0xff), BAD),
    sized('zero', '00000000000\0', BAD),
    sized('one byte', '00000000001\0', BAD),
    sized('eight gigabytes', '77777777777\0', BAD),
    sized('a gigabyte that is not there', '10000000000\0', BAD),
    sized('letters', 'abcdefghijk\0', BAD),
    sized('nothing', '\0'.repeat(12), BAD),
    sized('spaces', ' '.repeat(12), BAD),
    sized('minus one', '-0000000001\0', BAD),
    sized('a fraction', '0000000.001\0', BAD),
    sized('nines', '99999999999\0', BAD),
    tar('a CSV one block short', [tarFile().slice(0, -BLOCK), END], BAD),
  ];
}

function kinds(): Case[] {
  const before = (name: string, type: string, expected: Outcome = THIRTY) =>
    tar(`${name} before the CSV`, [tarHeader({ name: 'x', type }), tarFile(), END], expected);
  const as = (name: string, type: string, expected: Outcome) =>
    tar(`the CSV as ${name}`, [tarFile({ type }), END], expected);
  return [
    before('a hard link', '1'),
    before('a symbolic link', '2'),
    before('a character device', '3'),
    before('a block device', '4'),
    before('a folder', '5'),
    before('a pipe', '6'),
    before('a contiguous file', '7'),
    before('a volume label', 'V'),
    before('an unknown kind', 'Z'),
    as('an old file', '\0', THIRTY),
    as('a contiguous file', '7', THIRTY),
    as('a hard link', '1', BAD),
    as('a symbolic link', '2', BAD),
    as('a device', '3', BAD),
    as('a folder', '5', BAD),
    as('a sparse file', 'S', THIRTY),
    as('a multi-volume file', 'M', THIRTY),
  ];
}

function ends(): Case[] {
  const whole = [FOLDER, README, tarFile()];
  return [
    tar('no end', whole, BAD),
    tar('one end block', [...whole, new Uint8Array(BLOCK)], BAD),
    tar('a hundred end blocks', [...whole, new Uint8Array(100 * BLOCK)], THIRTY),
    tar('junk behind the end', [...whole, END, text.encode('junk'.repeat(500))], BAD),
    tar('half an end block', [...whole, new Uint8Array(100)], BAD),
    tar('an archive behind the end', [README, END, tarFile(), END], BAD),
    tar('an end block in the middle', [README, new Uint8Array(BLOCK), tarFile(), END], BAD),
    ...[513, 1000, 1536, 5000, 50_000].map((length) =>
      tar(`cut after ${length} bytes`, [joinBytes([...whole, END]).slice(0, length)], BAD),
    ),
  ];
}

function damage(): Case[] {
  const broken = (name: string, header: Header, expected: Outcome = BAD) =>
    tar(name, [tarFile(header), END], expected);
  return [
    broken('a checksum of another header', { checksum: '000000\0 ' }),
    broken('a checksum of letters', { checksum: 'zzzzzz\0 ' }),
    broken('a checksum of nothing', { checksum: '\0'.repeat(8) }),
    broken('a mode of letters', { mode: 'rwxrwxr\0' }, BAD),
    broken('a time of letters', { mtime: 'yesterday!!\0' }, BAD),
    tar('a second header that is noise', [README, text.encode('noise '.repeat(200)), tarFile(), END], BAD),
    tar('a body without its padding', [joinBytes([tarHeader({ size: CSV.length }), CSV]), END], BAD),
  ];
}

function contents(): Case[] {
  const inside = (name: string, body: Bytes | string, expected: Outcome) =>
    tar(name, [tarFile({}, body), END], expected);
  return [
    inside('a CSV with one bad row', GOOD_CSV.replace('\n6,', '\n9,'), {
      images: 29,
      rejected: [[6, 'label-unknown', '9']],
    }),
    inside('a CSV cut short', GOOD_CSV.slice(0, -3000), refused('data/truncated', { rows: 29 })),
    inside('a CSV with a header alone', 'emotion,pixels,Usage\n', refused('data/no-images')),
    inside('a CSV behind a byte order mark', `\ufeff${GOOD_CSV}`, THIRTY),
    inside('a CSV with CRLF', GOOD_CSV.replaceAll('\n', '\r\n'), THIRTY),
    inside('a tar in the tar', GOOD_TAR, UNKNOWN),
    inside('zeros', new Uint8Array(10_000), UNKNOWN),
    inside('a CSV whose header comes late', `${' '.repeat(4090)}\n${GOOD_CSV}`, UNKNOWN),
  ];
}
