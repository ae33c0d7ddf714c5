import { Inflate } from 'pako';
import { crc32 } from './crc32';
import { chunksOf, streamOf, unpackStream } from './unpack-stream';

/** What the directory of a zip says of one file in it. */
export interface ZipEntry {
  readonly offset: number; // of its local header, bytes
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly crc32?: number | undefined;
  readonly compressionMethod: number; // 0 stored, 8 deflated
  readonly encrypted: boolean;
  readonly rawFilename?: Uint8Array;
}

/** What pako's type leaves out. */
type Unpacker = Inflate & { readonly ended: boolean; readonly strm: { readonly avail_in: number } };

/** Reads a piece of a file. */
export type ReadPiece = (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>;

const LOCAL_HEADER = 30; // bytes, without name and extra field
const SMALL = 64 * 1024; // bytes

/**
 * Unpacks one file of a zip. The directory is zip.js's business; this is not, because its streams take 1 ms per
 * file and these take .1, and an archive of FER2013 holds 32,000.
 *
 * @throws Error when header, size or checksum are not what the directory promises; nothing is unpacked beyond
 *   the promised size
 */
export async function unpackEntry(entry: ZipEntry, read: ReadPiece): Promise<Uint8Array<ArrayBuffer>> {
  const { offset, compressedSize, uncompressedSize, compressionMethod } = entry;
  // Header and file in one piece: the header rarely has more to it than the name.
  const likely = LOCAL_HEADER + (entry.rawFilename?.length ?? 0);
  const piece = await read(offset, likely + compressedSize);
  const start = LOCAL_HEADER + localHeaderRest(entry, piece);
  const packed =
    start <= likely
      ? piece.subarray(start, start + compressedSize)
      : await read(offset + start, compressedSize);
  if (packed.length !== compressedSize) throw new Error('The archive ends inside a file.');
  const isSmall = compressedSize <= SMALL && uncompressedSize <= SMALL;
  const inflated = () =>
    isSmall ? inflateSmall(packed, uncompressedSize) : inflate(packed, uncompressedSize);
  const bytes = compressionMethod === 0 ? packed : await inflated();
  if (bytes.length !== uncompressedSize) throw new Error('A file does not have the promised size.');
  if (crc32(bytes) !== entry.crc32) throw new Error('A file does not have the promised checksum.');
  return bytes;
}

/**
 * Unpacks one large file of a zip piece by piece; size and checksum are judged at its end, or before more than the
 * promised size has come out.
 *
 * @param archive whole
 * @throws as unpackEntry, AppError data/too-large, all of them through the stream
 */
export function streamEntry(entry: ZipEntry, archive: Blob): ReadableStream<Uint8Array<ArrayBuffer>> {
  return streamOf(unpackedPieces(entry, archive));
}

async function* unpackedPieces(
  entry: ZipEntry,
  archive: Blob,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const { offset, compressedSize, compressionMethod, uncompressedSize } = entry;
  const read: ReadPiece = async (from, length) =>
    new Uint8Array(await archive.slice(from, from + length).arrayBuffer());
  const header = await read(offset, LOCAL_HEADER + (entry.rawFilename?.length ?? 0));
  const start = offset + LOCAL_HEADER + localHeaderRest(entry, header);
  const packed = archive.slice(start, start + compressedSize).stream();
  const pieces = compressionMethod === 0 ? packed : unpackStream(packed, 'deflate-raw', Infinity);
  let bytes = 0;
  let checksum = 0;
  for await (const piece of chunksOf(pieces)) {
    bytes += piece.length;
    if (bytes > uncompressedSize) throw new Error('A file is larger than promised.');
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (bytes !== uncompressedSize) throw new Error('A file does not have the promised size.');
  if (checksum !== entry.crc32) throw new Error('A file does not have the promised checksum.');
}

/**
 * Checks the local header against the directory: one file must not be two.
 *
 * @param header as long as the directory has it, or longer
 * @returns bytes of name and extra field behind it
 */
function localHeaderRest(
  { compressionMethod, encrypted, rawFilename }: ZipEntry,
  header: Uint8Array<ArrayBuffer>,
): number {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (header.length < LOCAL_HEADER || view.getUint32(0) !== 0x504b0304) throw new Error('No local header.');
  const method = view.getUint16(8, true);
  const isEncrypted = encrypted || (view.getUint16(6, true) & 1) === 1;
  const isReadable = method === compressionMethod && (method === 0 || method === 8) && !isEncrypted;
  if (!isReadable) throw new Error('Encrypted, or packed in a way we do not read.');
  const nameLength = view.getUint16(26, true);
  if (rawFilename && !areSame(header.subarray(LOCAL_HEADER, LOCAL_HEADER + nameLength), rawFilename))
    throw new Error('A file has two names.');
  return nameLength + view.getUint16(28, true);
}

function areSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

/**
 * In one go. A stream of the browser's takes .1 ms to be made, several times as long as unpacking a picture of
 * 48 x 48.
 *
 * @throws Error for damaged data, and when more comes out than `size`
 */
function inflateSmall(packed: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const inflater = new Inflate({ raw: true, chunkSize: size + 1 }) as Unpacker;
  let bytes = new Uint8Array(0);
  inflater.onData = (data) => {
    const piece = data as Uint8Array<ArrayBuffer>; // never a string, unasked
    if (bytes.length + piece.length > size) throw new Error('A file is larger than promised.');
    bytes = piece; // all of it: a piece is longer than the file
  };
  inflater.push(packed, true);
  const isWhole = inflater.ended && inflater.strm.avail_in === 0;
  if (inflater.err || !isWhole) throw new Error('A file is damaged.', { cause: inflater.msg });
  return bytes;
}

/** @throws TypeError from the stream for damaged data, Error when more comes out than `size` */
async function inflate(packed: Uint8Array<ArrayBuffer>, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const inflater = new DecompressionStream('deflate-raw');
  const writer = inflater.writable.getWriter();
  const written = Promise.all([writer.write(packed), writer.close()]);
  written.catch(() => undefined); // the reading side reports the same failure
  const reader = inflater.readable.getReader();
  const bytes = new Uint8Array(size);
  let filled = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, filled);
    if (filled + value.length > size) {
      await reader.cancel();
      throw new Error('A file is larger than promised.');
    }
    bytes.set(value, filled);
    filled += value.length;
  }
}

/** Whether files of the archive share bytes, as in a bomb that packs one large file many times, or lie beyond its end. */
export function hasOverlaps(entries: readonly ZipEntry[], archiveBytes = Infinity): boolean {
  const inOrder = entries.toSorted((one, other) => one.offset - other.offset);
  return inOrder.some(({ offset, compressedSize }, place) => {
    const next = inOrder[place + 1];
    return offset + LOCAL_HEADER + compressedSize > (next?.offset ?? archiveBytes);
  });
}
