import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../../src/data/crc32';
import { type Case, type Outcome, refused, single, THIRTY } from './case';
import { GOOD_CSV } from './csv';
import { joinBytes } from './tar';

type Bytes = Uint8Array<ArrayBuffer>;
const text = new TextEncoder();
const CSV = text.encode(GOOD_CSV);

/** One file of a zip, right except for what is asked to be wrong. */
export interface Entry {
  readonly name?: string | Bytes;
  readonly body?: Bytes | string;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number; // unpacked, as the directory has it
  readonly packedSize?: number; // as the directory has it
  readonly offset?: number; // of the local header, as the directory has it
  readonly version?: number;
  readonly disk?: number;
  readonly extra?: Bytes;
  readonly local?: Partial<Record<'signature' | 'method' | 'flags' | 'crc' | 'size' | 'packedSize', number>>;
  readonly localName?: string;
  readonly packed?: Bytes; // instead of the packed body
}

export interface Ending {
  readonly count?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
  readonly disk?: number;
  readonly comment?: Bytes;
  readonly commentLength?: number;
  readonly before?: Bytes; // in front of everything
  readonly behind?: Bytes; // after everything
  readonly between?: Bytes; // before the directory
  readonly without?: boolean; // no end of the directory
}

function fields(...parts: readonly (readonly [bytes: 2 | 4, value: number])[]): Bytes {
  const view = new DataView(new ArrayBuffer(parts.reduce((sum, [bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [bytes, value] of parts) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** @param places where each entry's local header is to lie in the end, for whoever wants to forge one */
export function zipBytes(entries: readonly Entry[], ending: Ending = {}): Bytes {
  const before = ending.before ?? new Uint8Array();
  const locals: Bytes[] = [];
  const directory: Bytes[] = [];
  let offset = before.length;
  for (const entry of entries) {
    const { local, central } = entryBytes(entry, offset);
    locals.push(local);
    directory.push(central);
    offset += local.length;
  }
  const between = ending.between ?? new Uint8Array();
  const all = joinBytes(directory);
  const comment = ending.comment ?? new Uint8Array();
  const { disk = 0, count = entries.length } = ending;
  const end = fields(
    [4, 0x06054b50],
    [2, disk],
    [2, disk],
    [2, count],
    [2, count],
    [4, ending.directorySize ?? all.length],
    [4, ending.directoryOffset ?? offset + between.length],
    [2, ending.commentLength ?? comment.length],
  );
  const tail = ending.without ? [] : [end, comment];
  return joinBytes([before, ...locals, between, all, ...tail, ending.behind ?? new Uint8Array()]);
}

function entryBytes(entry: Entry, at: number): { local: Bytes; central: Bytes } {
  const { name = 'fer2013.csv', body = CSV, method = 8, flags = 0x800, extra = new Uint8Array() } = entry;
  const { local = {}, version = 20, disk = 0, offset = at } = entry;
  const path = typeof name === 'string' ? text.encode(name) : name;
  const localPath = entry.localName === undefined ? path : text.encode(entry.localName);
  const content = typeof body === 'string' ? text.encode(body) : body;
  const packed = entry.packed ?? (method === 8 ? new Uint8Array(deflateRawSync(content)) : content);
  const crc = entry.crc ?? crc32(content);
  const size = entry.size ?? content.length;
  const packedSize = entry.packedSize ?? packed.length;
  const header = fields(
    [4, local.signature ?? 0x04034b50],
    [2, version],
    [2, local.flags ?? flags],
    [2, local.method ?? method],
    [4, 0],
    [4, local.crc ?? crc],
    [4, local.packedSize ?? packedSize],
    [4, local.size ?? size],
    [2, localPath.length],
    [2, extra.length],
  );
  const central = fields(
    [4, 0x02014b50],
    [2, 20],
    [2, version],
    [2, flags],
    [2, method],
    [4, 0],
    [4, crc],
    [4, packedSize],
    [4, size],
    [2, path.length],
    [2, extra.length],
    [2, 0],
    [2, disk],
    [2, 0],
    [4, 0],
    [4, offset],
  );
  return {
    local: joinBytes([header, localPath, extra, packed]),
    central: joinBytes([central, path, extra]),
  };
}

const BAD = refused('data/bad-archive', { name: 'given' });
const UNKNOWN = refused('data/unknown-format', { name: 'given' });
/** Nothing to import but under names that are not read. */
const named = (found: string) => refused('data/unsafe-names', { name: 'given', found });

function zip(name: string, entries: readonly Entry[], expected: Outcome, ending?: Ending): Case {
  return { name: `zip: ${name}`, source: () => single(zipBytes(entries, ending)), expected };
}

/** The sound archive that the others are made from: a CSV beside a text. */
export const GOOD_ZIP = zipBytes([{ name: 'README.md', body: 'faces' }, {}]);

export function zipCases(): Case[] {
  return [...shapes(), ...names(), ...lies(), ...bombs(), ...endings(), ...contents(), ...limits()];
}

function shapes(): Case[] {
  return [
    { name: 'zip: a sound one', source: () => single(GOOD_ZIP), expected: THIRTY },
    zip('the CSV stored', [{ method: 0 }], THIRTY),
    zip('the CSV in folders', [{ name: 'a/b/c/d/fer2013.csv' }], THIRTY),
    zip('beside folders', [{ name: 'a/', body: '', method: 0 }, {}], THIRTY),
    zip('beside an empty file', [{ name: 'empty', body: '', method: 0 }, {}], THIRTY),
    zip('beside a picture by itself', [{ name: 'face.jpg', body: 'x' }, {}], THIRTY),
    zip(
      'beside 300 files',
      [...Array.from({ length: 300 }, (_, n) => ({ name: `${n}.txt`, body: 'x', method: 0 })), {}],
      THIRTY,
    ),
    zip('beside __MACOSX', [{ name: '__MACOSX/._fer2013.csv', body: CSV }, {}], THIRTY),
    zip('beside .DS_Store', [{ name: '.DS_Store', body: 'Bud1' }, {}], THIRTY),
    zip('of __MACOSX alone', [{ name: '__MACOSX/fer2013.csv' }], UNKNOWN),
    zip('of hidden files alone', [{ name: '.hidden/fer2013.csv' }], UNKNOWN),
    zip('empty', [], UNKNOWN),
    zip(
      'of a Word document',
      [
        { name: '[Content_Types].xml', body: '<Types/>' },
        { name: 'word/document.xml', body: '<w:document/>' },
        { name: 'word/media/image1.png', body: 'x' },
      ],
      UNKNOWN,
    ),
    zip('of folders alone', [{ name: 'a/', body: '', method: 0 }], UNKNOWN),
    zip(
      'of texts alone',
      [
        { name: 'a.txt', body: 'a' },
        { name: 'b.txt', body: 'b' },
      ],
      UNKNOWN,
    ),
    zip(
      'two CSVs: the one with Usage',
      [{ name: 'train.csv', body: GOOD_CSV.replace(',Usage', ',Use') }, {}],
      THIRTY,
    ),
    zip('with a comment', [{}], THIRTY, { comment: text.encode('made by hand') }),
    zip('with a comment of 64 KB', [{}], THIRTY, { comment: new Uint8Array(65_535).fill(65) }),
    zip('behind a program', [{}], UNKNOWN, {
      before: text.encode('MZ\nthis runs'),
    }),
  ];
}

function names(): Case[] {
  const hostile = [
    'a//b.csv',
    './x.csv',
    '__proto__',
    'constructor',
    'toString',
    'CON',
    'x'.repeat(512),
    '表情.csv',
    '\u202egpj.csv',
    '😀.csv',
    'a\nb.csv',
    '%2e%2e%2f.csv',
    '<img onerror=x>.csv',
    '~/x.csv',
    'a\u0000b.csv',
    'fer2013.exe',
    ' ',
    'fer2013.csv ',
    '-',
    'COM1.csv',
    'a:b.csv',
  ];
  return [
    ...hostile.map((name) => zip(`a file named ${JSON.stringify(name.slice(0, 40))}`, [{ name }], THIRTY)),
    zip('an absolute name', [{ name: '/etc/passwd' }], named('/etc/passwd')),
    zip('an absolute name, in Windows', [{ name: 'C:\\x.csv' }], named('C:\\x.csv')),
    zip('a share in Windows', [{ name: '\\\\server\\x.csv' }], named('\\\\server\\x.csv')),
    zip('a name of 513 bytes', [{ name: 'x'.repeat(513) }], named(`${'x'.repeat(120)}…`)),
    zip('a name of 513 bytes in 171 letters', [{ name: '表'.repeat(171) }], named(`${'表'.repeat(120)}…`)),
    zip('a name of 4 KB', [{ name: 'x'.repeat(4096) }], named(`${'x'.repeat(120)}…`)),
    zip('hostile names beside the CSV', [{ name: '/x.csv' }, { name: 'a/../../x.csv' }, {}], {
      images: 30,
      rejected: [
        ['/x.csv', 'name-unsafe'],
        ['a/../../x.csv', 'name-unsafe'],
      ],
    }),
    zip('a file that leaves its folder', [{ name: '../../etc/passwd' }], named('../../etc/passwd')),
    zip('a file that leaves its folder, in Windows', [{ name: '..\\..\\x.csv' }], named('..\\..\\x.csv')),
    zip('a file without a name', [{ name: '' }], THIRTY),
    zip('a name that is no UTF-8', [{ name: Uint8Array.of(0xff, 0xfe, 0x41), flags: 0x800 }], THIRTY),
    zip('a name in code page 437', [{ name: Uint8Array.of(0x81, 0x41), flags: 0 }], THIRTY),
    zip('two files of one name', [{ name: 'x.csv' }, { name: 'x.csv' }], BAD),
    zip('another name in the local header', [{ localName: 'other' }], UNKNOWN),
  ];
}

/** Directory and file say different things. */
function lies(): Case[] {
  return [
    zip('a wrong checksum', [{ crc: 1 }], BAD),
    zip('a wrong checksum, stored', [{ crc: 1, method: 0 }], BAD),
    zip('a size too small', [{ size: CSV.length - 1 }], BAD),
    zip('a size too large', [{ size: CSV.length + 1 }], BAD),
    zip('a size of zero', [{ size: 0 }], UNKNOWN),
    zip('a packed size too small', [{ packedSize: 10 }], UNKNOWN),
    zip('a packed size too large', [{ packedSize: 1e6 }], BAD),
    zip('a packed size of zero', [{ packedSize: 0 }], UNKNOWN),
    zip('an unknown method', [{ method: 99 }], UNKNOWN),
    zip('LZMA', [{ method: 14 }], UNKNOWN),
    zip('Zstandard', [{ method: 93 }], UNKNOWN),
    zip('implode', [{ method: 6 }], UNKNOWN),
    zip('encrypted', [{ flags: 0x801 }], UNKNOWN),
    zip('strongly encrypted', [{ flags: 0x841 }], UNKNOWN),
    zip('another method in the local header', [{ local: { method: 0 } }], UNKNOWN),
    zip('encrypted in the local header alone', [{ local: { flags: 0x801 } }], UNKNOWN),
    zip('no local header', [{ local: { signature: 0 } }], UNKNOWN),
    zip('an offset beyond the end', [{ offset: 1e8 }], BAD),
    zip('an offset into the file', [{ offset: 3 }], BAD),
    zip('on another disk', [{ disk: 7 }], BAD),
    zip('a newer version', [{ version: 200 }], THIRTY),
    zip('deflated noise', [{ packed: text.encode('this is not deflated, not at all') }], UNKNOWN),
    zip('deflate cut short', [{ packed: new Uint8Array(deflateRawSync(CSV)).slice(0, 100) }], BAD),
    zip('a field of extras that is cut', [{ extra: Uint8Array.of(1, 0, 200, 0, 1) }], THIRTY),
    zip('extras nobody knows', [{ extra: Uint8Array.of(0x99, 0x99, 2, 0, 1, 2) }], THIRTY),
    zip('zip64 extras without need', [{ extra: Uint8Array.of(1, 0, 0, 0) }], THIRTY),
    zip('zip64 sizes that are not there', [{ size: 0xffffffff, packedSize: 0xffffffff }], BAD),
  ];
}

/** A megabyte of zeros as a CSV would never be, and files in each other. */
function bombs(): Case[] {
  const zeros = (mebibytes: number) => new Uint8Array(mebibytes * 2 ** 20).fill(0x37);
  const long = text.encode(`emotion,pixels,Usage\n${'7 '.repeat(4 * 2 ** 20)}`);
  return [
    zip('a flat bomb beside the CSV', [{ name: 'bomb', body: zeros(4) }, {}], THIRTY),
    zip('a flat bomb that promises two bytes', [{ name: 'bomb', body: zeros(4), size: 2 }, {}], THIRTY),
    zip(
      'a CSV that unpacks to 200 times its size',
      [{ body: long }],
      refused('data/too-large', { limit: 200, unit: 'ratio' }),
    ),
    zip(
      'a bomb that promises 3 GiB',
      [{ name: 'bomb', body: 'x', size: 3 * 2 ** 30 }, {}],
      refused('data/too-large', { limit: 2 ** 31, unit: 'bytes' }),
    ),
    zip(
      'files that promise 2 GiB together',
      [{ name: 'bomb', body: 'x', size: 2 ** 31 - CSV.length }, {}],
      THIRTY,
    ),
    zip(
      'files that promise a byte more than 2 GiB together',
      [{ name: 'bomb', body: 'x', size: 2 ** 31 - CSV.length + 1 }, {}],
      refused('data/too-large', { limit: 2 ** 31, unit: 'bytes' }),
    ),
    zip('two files in one place', [{ name: 'a.csv' }, { name: 'b.csv', offset: 0 }], BAD),
    zip(
      'a file inside another',
      [
        { name: 'a.csv', body: GOOD_ZIP, method: 0 },
        { name: 'b.csv', offset: 40 },
      ],
      BAD,
    ),
    zip('a zip in the zip', [{ name: 'inner.zip', body: GOOD_ZIP, method: 0 }], UNKNOWN),
    zip('the archive in itself', [{ name: 'self.zip', body: GOOD_ZIP }, {}], THIRTY),
  ];
}

function endings(): Case[] {
  return [
    zip('no end of the directory', [{}], BAD, { without: true }),
    zip('an end of another disk', [{}], BAD, { disk: 3 }),
    zip('an end that counts too few', [{}, { name: 'b' }], BAD, { count: 1 }),
    zip('an end that counts too many', [{}], BAD, { count: 5 }),
    zip('an end that counts none', [{}], BAD, { count: 0 }),
    zip('a directory of another size', [{}], BAD, { directorySize: 10 }),
    zip('a directory elsewhere', [{}], BAD, { directoryOffset: 5 }),
    zip('a directory beyond the end', [{}], BAD, { directoryOffset: 1e9 }),
    zip('a comment shorter than it says', [{}], THIRTY, { commentLength: 100 }),
    zip('a comment longer than it says', [{}], BAD, { comment: text.encode('abc'), commentLength: 0 }),
    zip('junk behind the end', [{}], BAD, { behind: text.encode('junk') }),
    zip('zeros behind the end', [{}], BAD, { behind: new Uint8Array(1000) }),
    zip('another archive behind', [{}], BAD, { behind: GOOD_ZIP }),
    zip('junk before the directory', [{}], THIRTY, { between: text.encode('junk') }),
    ...[4, 30, 100, 200].map((length): Case => ({
      name: `zip: cut after ${length} bytes`,
      source: () => single(GOOD_ZIP.slice(0, length)),
      expected: BAD,
    })),
    ...[1, 10, 22, 60].map((length): Case => ({
      name: `zip: without its last ${length} bytes`,
      source: () => single(GOOD_ZIP.slice(0, -length)),
      expected: BAD,
    })),
  ];
}

function contents(): Case[] {
  return [
    zip('a CSV with one bad row', [{ body: GOOD_CSV.replace('\n6,', '\n9,') }], {
      images: 29,
      rejected: [[6, 'label-unknown', '9']],
    }),
    zip('a CSV cut short', [{ body: GOOD_CSV.slice(0, -3000) }], refused('data/truncated', { rows: 29 })),
    zip('a CSV with a header alone', [{ body: 'emotion,pixels,Usage\n' }], refused('data/no-images')),
    zip(
      'a CSV in UTF-16',
      [{ body: new Uint8Array(new Uint16Array([...GOOD_CSV].map((c) => c.charCodeAt(0))).buffer) }],
      UNKNOWN,
    ),
  ];
}

function limits(): Case[] {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ name: String(n), body: '', method: 0 }));
  return [zip('5,000 files', [...many(5000), {}], THIRTY)];
}
