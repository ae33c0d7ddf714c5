import type { ReadPiece, ZipEntry } from './zip-entry';

/** A file of a zip under its name. */
export interface NamedEntry extends ZipEntry {
  readonly filename: string;
}

const END = 22; // bytes of the end of the directory
const END_SIGNATURE = 0x504b0506;
const HEADER = 46; // bytes, without name, extra field and comment
const HEADER_SIGNATURE = 0x504b0102;
const TAIL = END + 0xffff; // bytes in which an end of the directory may lie, with its comment
const LARGEST_DIRECTORY = 64 * 1024 * 1024; // bytes
const USUAL_FLAGS = 0b1000_0000_1110; // how well it is deflated, sizes behind the data, names in UTF-8
// Times and owners (Info-ZIP, NTFS). Others may change names or sizes.
const HARMLESS_EXTRAS: ReadonlySet<number> = new Set([0x5455, 0x7875, 0x5855, 0x000a]);
const PLAIN_NAME = /^[\x20-\x5b\x5d-\x7e]+$/; // printable ASCII without the backslash
const DIRECTORY_ATTRIBUTE = 0x10; // of MS-DOS
const UNIX_TYPE_OF_DIRECTORY = 0o04;

/**
 * Reads the directory of a zip as nearly every tool writes it: nothing before or behind it, no zip64, no encryption, every
 * name once and in ASCII. An archive of 36,000 pictures is listed ten times faster so than by zip.js.
 *
 * @returns its files without its folders; undefined for any other archive, a damaged one too: zip.js judges those
 */
export async function plainEntries(read: ReadPiece, size: number): Promise<NamedEntry[] | undefined> {
  const tail = viewOf(await read(Math.max(0, size - TAIL), Math.min(size, TAIL)));
  const end = endOf(tail, size);
  if (!end || end.length > LARGEST_DIRECTORY) return undefined;
  const directory = await read(end.offset, end.length);
  return directory.length === end.length ? entriesOf(directory, end.count) : undefined;
}

interface Directory {
  readonly count: number;
  readonly offset: number;
  readonly length: number; // bytes
}

/** The end of the directory, where it is the only one and the very last thing, right behind the directory. */
function endOf(tail: DataView, size: number): Directory | undefined {
  const at = tail.byteLength - END;
  if (at < 0 || findsSignature(tail, at) || tail.getUint32(at) !== END_SIGNATURE) return undefined;
  const [disk, directoryDisk, countHere, count] = [4, 6, 8, 10].map((field) =>
    tail.getUint16(at + field, true),
  );
  const [length, offset] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
  const isWhole = disk === 0 && directoryDisk === 0 && countHere === count;
  const isLast = offset + length === size - END && tail.getUint16(at + 20, true) === 0;
  if (!isWhole || !isLast || count === undefined || count === 0xffff) return undefined;
  return { count, offset, length };
}

/** Whether there may be another end before this place. */
function findsSignature(tail: DataView, before: number): boolean {
  for (let at = 0; at < before; at += 1)
    if (tail.getUint8(at) === 0x50 && tail.getUint32(at) === END_SIGNATURE) return true;
  return false;
}

function entriesOf(directory: Uint8Array<ArrayBuffer>, count: number): NamedEntry[] | undefined {
  const view = viewOf(directory);
  const text = new TextDecoder('latin1').decode(directory); // a letter is a byte; names are cut out of it
  const files: NamedEntry[] = [];
  const names = new Set<string>();
  let first = Infinity;
  let at = 0;
  for (let number = 0; number < count; number += 1) {
    if (at + HEADER > directory.length) return undefined;
    const nameEnd = at + HEADER + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    const filename = text.slice(at + HEADER, nameEnd);
    const isFolder = filename.endsWith('/');
    if (next > directory.length || !PLAIN_NAME.test(filename) || !isPlainHeader(view, at)) return undefined;
    if ((!isFolder && hasAttributeOfFolder(view, at)) || !areHarmless(view, nameEnd, extraEnd))
      return undefined;
    const entry = entryAt(view, at, { filename, rawFilename: directory.subarray(at + HEADER, nameEnd) });
    if (!isFolder) files.push(entry);
    names.add(filename);
    first = Math.min(first, entry.offset);
    at = next;
  }
  // Something before the first file may be another archive.
  return at === directory.length && names.size === count && first === 0 ? files : undefined;
}

function entryAt(view: DataView, at: number, name: Pick<NamedEntry, 'filename' | 'rawFilename'>): NamedEntry {
  return {
    ...name,
    compressionMethod: view.getUint16(at + 10, true),
    crc32: view.getUint32(at + 16, true),
    compressedSize: view.getUint32(at + 20, true),
    uncompressedSize: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
    encrypted: false,
  };
}

function isPlainHeader(view: DataView, at: number): boolean {
  const isHeader = view.getUint32(at) === HEADER_SIGNATURE;
  const hasUsualFlags = (view.getUint16(at + 8, true) & ~USUAL_FLAGS) === 0;
  const isZip64 = [20, 24, 42].some((field) => view.getUint32(at + field, true) === 0xffffffff);
  const isHere = view.getUint16(at + 34, true) === 0; // on the first disk
  return isHeader && hasUsualFlags && !isZip64 && isHere;
}

function hasAttributeOfFolder(view: DataView, at: number): boolean {
  const attributes = view.getUint32(at + 38, true);
  return (attributes & DIRECTORY_ATTRIBUTE) !== 0 || attributes >>> 28 === UNIX_TYPE_OF_DIRECTORY;
}

function areHarmless(view: DataView, start: number, end: number): boolean {
  let at = start;
  while (at + 4 <= end && HARMLESS_EXTRAS.has(view.getUint16(at, true)))
    at += 4 + view.getUint16(at + 2, true);
  return at === end;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
