import { BlobReader } from '@zip.js/zip.js';
import { anyEntries, filesOfZip } from '../../../src/data/formats/zip-files';
import { type NamedEntry, plainEntries } from '../../../src/data/plain-zip';
import { readFer2013Csv } from '../../../src/data/formats/fer2013-csv';
import { openReader } from '../../../src/data/recognise';
import { readPictureHeader } from '../../../src/shared/picture-header';
import { AppError } from '../../../src/shared/errors';
import { GOOD_CSV } from '../corpus/csv';
import { folderCases } from '../corpus/folders';
import { gzipCases } from '../corpus/gzip';
import { headerCases } from '../corpus/picture-headers';
import { GOOD_TAR, joinBytes, tarCases, tarFile, tarHeader } from '../corpus/tar';
import { type Entry, GOOD_ZIP, zipBytes, zipCases } from '../corpus/zip';
import type { Case } from '../corpus/case';
import { Dice, mutated } from './mutate';

type Bytes = Uint8Array<ArrayBuffer>;

/** How one format is attacked: an input for every seed, and what reads it. */
export interface Target {
  readonly make: (dice: Dice) => Bytes;
  /** @returns bytes that came out @throws AppError for whatever it cannot read; anything else is a crash */
  readonly read: (bytes: Bytes) => Promise<number>;
  /** The most that may come out. */
  readonly budget: (bytes: Bytes) => number;
}

const HEADER = 'emotion,pixels,Usage\n';
const SMALL_CSV = text(GOOD_CSV.split('\n').slice(0, 3).join('\n'));
const FREE = 2 ** 20; // bytes, before the ratio of 200 : 1 counts
const PIECE = 2 ** 17; // a piece under way when the limit is met
const LARGEST_SEED = 20_000; // bytes; larger ones make a slow fuzzer

export const TARGETS: Readonly<Record<string, Target>> = {
  csv: {
    make: (dice) =>
      dice.pick(3) === 0 ? strangeCsv(dice) : mutated(dice.of([SMALL_CSV, text(HEADER)]), dice),
    read: readCsv,
    budget: ({ length }) => length, // a sample is never larger than its text
  },
  zip: {
    make: (dice) => (dice.pick(2) === 0 ? mutated(dice.of(zipSeeds()), dice) : strangeZip(dice)),
    read: readZip,
    budget: ({ length }) => Math.max(FREE, 200 * length) + 1100 * length + PIECE,
  },
  tar: {
    make: (dice) => (dice.pick(2) === 0 ? mutated(dice.of(tarSeeds()), dice) : strangeTar(dice)),
    read: readFile,
    budget: ({ length }) => length,
  },
  gzip: {
    make: (dice) => mutated(dice.of(gzipSeeds()), dice),
    read: readFile,
    budget: ({ length }) => Math.max(FREE, 200 * length) + PIECE,
  },
  picture: {
    make: (dice) => mutated(dice.of(headerCases()).bytes, dice),
    read: async (bytes) => (readPictureHeader(bytes) ? 1 : 0),
    budget: () => 1,
  },
  labels: {
    make: (dice) => mutated(dice.of(labelSeeds()), dice),
    read: readLabels,
    budget: () => Infinity,
  },
};

function text(content: string): Bytes {
  return new TextEncoder().encode(content);
}

function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}

async function seedsOf(cases: readonly Case[]): Promise<Bytes[]> {
  const sources = await Promise.all(cases.map(({ source }) => source()));
  const files = sources.flatMap(({ files: [first] }) =>
    first && first.file.size < LARGEST_SEED ? [first.file] : [],
  );
  return Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())));
}

// The corpus is where fuzzing begins.
const [zips, tars, gzips] = await Promise.all([
  seedsOf(zipCases()),
  seedsOf(tarCases()),
  seedsOf(gzipCases()),
]);
const zipSeeds = () => zips;
const tarSeeds = once(() => [
  ...tars,
  joinBytes([tarHeader({ name: 'a/', type: '5' }), tarFile({}, SMALL_CSV)]),
  GOOD_TAR,
]);
const gzipSeeds = () => gzips;
const labelSeeds = once(() =>
  folderCases().flatMap(({ name }) =>
    name.startsWith('genki') ? [text('1 0.1 0.2 0.3\n0 0.1 0.2 0.3\n')] : [],
  ),
);

/** Rows made of the pieces that mean something to the reader. */
function strangeCsv(dice: Dice): Bytes {
  const pieces = [
    ',',
    ' ',
    '"',
    '\n',
    '\r',
    '\t',
    '255',
    '256',
    '-1',
    '0 '.repeat(300),
    '7 '.repeat(2304),
    'Training',
    'emotion',
    '\ufeff',
    '\u0000',
    '9'.repeat(30),
  ];
  const rows = Array.from({ length: dice.pick(20) + 1 }, () => dice.of(pieces));
  return text((dice.pick(4) === 0 ? '' : HEADER) + rows.join(''));
}

function strangeZip(dice: Dice): Bytes {
  const entry = (): Entry => ({
    name: dice.of(['a.csv', 'b/c.jpg', '', '../x', 'a.csv', '__proto__', 'x/y.png']),
    body: dice.of([SMALL_CSV, text(HEADER), text('x'), new Uint8Array(dice.pick(5000))]),
    method: dice.of([0, 8, 8, 8, 14]),
    ...(dice.pick(3) === 0 && { size: dice.pick(100_000) }),
    ...(dice.pick(4) === 0 && { packedSize: dice.pick(10_000) }),
    ...(dice.pick(5) === 0 && { offset: dice.pick(300) }),
    ...(dice.pick(5) === 0 && { crc: dice.pick(1e9) }),
    ...(dice.pick(6) === 0 && { flags: dice.pick(65_536) }),
    ...(dice.pick(6) === 0 && { local: { method: dice.pick(20), packedSize: dice.pick(1e6) } }),
    ...(dice.pick(6) === 0 && { packed: mutated(GOOD_ZIP.slice(0, 200), dice) }),
    ...(dice.pick(6) === 0 && { extra: Uint8Array.from({ length: dice.pick(40) }, () => dice.pick(256)) }),
  });
  const entries = Array.from({ length: dice.pick(5) + 1 }, entry);
  return zipBytes(entries, {
    ...(dice.pick(6) === 0 && { count: dice.pick(10) }),
    ...(dice.pick(6) === 0 && { directoryOffset: dice.pick(1000) }),
    ...(dice.pick(6) === 0 && { directorySize: dice.pick(1000) }),
    ...(dice.pick(6) === 0 && { commentLength: dice.pick(1000) }),
    ...(dice.pick(8) === 0 && { behind: GOOD_ZIP }),
  });
}

function strangeTar(dice: Dice): Bytes {
  const size = () =>
    dice.of(['00000000000\0', '00000000777\0', '77777777777\0', '           \0', '99999999999\0']);
  const file = () =>
    tarFile(
      {
        name: dice.of(['a.csv', '', 'x'.repeat(100), '../x', 'a/']),
        type: dice.of(['0', '0', '\0', '1', '5', 'x', 'g', 'L', 'K', 'S', 'V', '7']),
        ...(dice.pick(4) === 0 && { sizeField: size() }),
        ...(dice.pick(8) === 0 && { checksum: '000000\0 ' }),
      },
      dice.of([
        SMALL_CSV,
        text('12 path=abc\n'),
        text('20 size=99999999999\n'),
        new Uint8Array(dice.pick(2000)),
        new Uint8Array(),
      ]),
    );
  const parts = Array.from({ length: dice.pick(5) + 1 }, file);
  return joinBytes([...parts, new Uint8Array(dice.of([0, 512, 1024, 1025]))]);
}

async function readCsv(bytes: Bytes): Promise<number> {
  let out = 0;
  for await (const { samples } of readFer2013Csv(new Blob([bytes]).stream(), bytes.length))
    for (const { pixels } of samples) out += pixels.length;
  return out;
}

/** As from the file dialog. */
async function readFile(bytes: Bytes): Promise<number> {
  const reader = await openReader({ name: 'f', files: [{ path: 'f', file: new File([bytes], 'f') }] });
  if (reader.kind !== 'fer2013-csv') return 0;
  let out = 0;
  for await (const { samples } of reader.read()) for (const { pixels } of samples) out += pixels.length;
  return out;
}

// What unpackEntry documents.
const DAMAGES = new Set([
  'The archive ends inside a file.',
  'A file does not have the promised size.',
  'A file does not have the promised checksum.',
  'A file is larger than promised.',
  'A file is damaged.',
  'No local header.',
  'Encrypted, or packed in a way we do not read.',
  'A file has two names.',
]);

/** Whether an entry's error is one of its own, or of the stream that unpacks; browsers have a TypeError there, Node its zlib's. */
function saysDamage(error: unknown): boolean {
  if (error instanceof AppError) return true;
  if (!(error instanceof Error)) return false;
  return DAMAGES.has(error.message) || ('code' in error && /^Z_(DATA|BUF)_ERROR$/.test(String(error.code)));
}

/**
 * Every file of the archive, whatever it is; one that is damaged must say so by a documented error. Where our own way to the directory
 * is taken, it must find what zip.js finds.
 */
async function readZip(bytes: Bytes): Promise<number> {
  const plain = await plainEntries(
    async (offset, length) => bytes.slice(offset, offset + length),
    bytes.length,
  );
  if (plain) {
    const others = await anyEntries(new BlobReader(new Blob([bytes])));
    if (listing(plain) !== listing(others)) throw new Error(`Two readings of ${listing(plain)}`);
  }
  let out = 0;
  for (const file of await filesOfZip(new File([bytes], 'f'))) {
    const content = await file.read().catch((error: unknown) => {
      if (saysDamage(error)) return new Uint8Array();
      throw error;
    });
    if (content.length > file.size) throw new Error('More came out than was promised.');
    out += content.length;
  }
  return out;
}

/** What a file of a zip is known by. */
function listing(entries: readonly NamedEntry[]): string {
  return JSON.stringify(
    entries.map((entry) => [
      entry.filename,
      entry.offset,
      entry.compressedSize,
      entry.uncompressedSize,
      entry.crc32,
      entry.compressionMethod,
      entry.encrypted,
    ]),
  );
}

async function readLabels(bytes: Bytes): Promise<number> {
  const photo = (number: number) => ({
    path: `files/file000${number}.jpg`,
    file: new File(['x'], `file000${number}.jpg`),
  });
  const files = [{ path: 'labels.txt', file: new File([bytes], 'labels.txt') }, photo(1), photo(2)];
  const { totalImages = 0 } = await openReader({ name: 'f', files });
  return totalImages;
}

/** What is wrong with reading one input, if anything. */
export async function attack(target: Target, seed: number): Promise<string | undefined> {
  const bytes = target.make(new Dice(seed));
  try {
    const out = await target.read(bytes);
    return out > target.budget(bytes) ? `${out} bytes came out of ${bytes.length}` : undefined;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    return `untyped: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}
