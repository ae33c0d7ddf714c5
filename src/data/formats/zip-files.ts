import { configure, Reader as ByteReader, ZipReader } from '@zip.js/zip.js';
import { AppError } from '../../shared/errors';
import { FILES, tooLarge, UNPACKED_BYTES } from '../limits';
import { type NamedEntry, plainEntries } from '../plain-zip';
import { isFileGone, readingFailure } from '../reading-failure';
import type { SourceFile } from '../source-file';
import { hasOverlaps, type ReadPiece, streamEntry, unpackEntry } from '../zip-entry';

// Our pages forbid blob: workers, and this already runs in a worker of its own.
configure({ useWebWorkers: false });

const WINDOW = 4 * 1024 * 1024; // bytes

/** The files of a zip, without its folders. @throws AppError data/bad-archive, data/too-large, data/unreadable */
export async function filesOfZip(file: File, signal?: AbortSignal): Promise<SourceFile[]> {
  const bytes = new WindowedReader(file);
  const entries = await entriesOf(bytes, file.name, signal);
  const total = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  // As the directory promises; no entry unpacks to more than its promise.
  if (total > UNPACKED_BYTES) throw tooLarge('bytes', UNPACKED_BYTES);
  const read: ReadPiece = (offset, length) => bytes.view(offset, length);
  return entries.map((entry) => ({
    path: entry.filename,
    size: entry.uncompressedSize,
    packedSize: entry.compressedSize,
    read: () => unpackEntry(entry, read),
    stream: () => streamEntry(entry, file),
  }));
}

/** The directory of the archive, without its folders. Strict about whatever another reader could take otherwise. */
async function entriesOf(
  bytes: WindowedReader,
  name: string,
  signal?: AbortSignal,
): Promise<readonly NamedEntry[]> {
  try {
    const read: ReadPiece = (offset, length) => bytes.readUint8Array(offset, length);
    const entries = (await plainEntries(read, bytes.size)) ?? (await anyEntries(bytes, signal));
    if (entries.length > FILES) throw tooLarge('files', FILES);
    if (hasOverlaps(entries, bytes.size)) throw new AppError('data/bad-archive', { name });
    return entries;
  } catch (error) {
    if (error instanceof AppError || signal?.aborted) throw error;
    if (isFileGone(error)) readingFailure(error, name);
    throw new AppError('data/bad-archive', { name }, { cause: error });
  }
}

/** Any directory, whatever its form. @throws Error where it is damaged, or could be taken otherwise */
export async function anyEntries(bytes: ByteReader<Blob>, signal?: AbortSignal): Promise<NamedEntry[]> {
  // Names are labels to us and nothing is written to a path, so those are not judged.
  const zip = new ZipReader(bytes, { strictness: 'strict', filenameValidation: 'tolerant' });
  const entries: NamedEntry[] = [];
  for await (const entry of zip.getEntriesGenerator()) {
    signal?.throwIfAborted();
    if (entry.directory) continue;
    if (entry.diskNumberStart > 0) throw new Error('On another disk.');
    entries.push(entry);
    if (entries.length > FILES) break;
  }
  return entries;
}

/**
 * Reads a file in large pieces and keeps the latest ones: an archive of 32,000 small pictures would otherwise
 * take two or three reads for each of them.
 */
class WindowedReader extends ByteReader<Blob> {
  private readonly windows = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();

  constructor(private readonly blob: Blob) {
    super(blob);
    this.size = blob.size;
  }

  override async readUint8Array(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.view(offset, length)).slice(); // zip.js takes the whole buffer for its own
  }

  /** Not a copy: it lies in a window that others read too. */
  async view(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const number = Math.floor(offset / WINDOW);
    const start = offset - number * WINDOW;
    if (start + length > WINDOW) return readPiece(this.blob, offset, length);
    return (await this.window(number)).subarray(start, start + length);
  }

  private window(number: number): Promise<Uint8Array<ArrayBuffer>> {
    const isInOrder = this.windows.has(number - 1);
    const window = this.kept(number);
    if (isInOrder && (number + 1) * WINDOW < this.size) this.kept(number + 1).catch(() => undefined); // thrown where it is used
    return window;
  }

  private kept(number: number): Promise<Uint8Array<ArrayBuffer>> {
    const kept = this.windows.get(number);
    if (kept) return kept;
    const window = readPiece(this.blob, number * WINDOW, WINDOW);
    this.windows.set(number, window);
    // Three: entries unpacked side by side may lie on both sides of a border, and the next is on its way.
    const [oldest] = this.windows.keys();
    if (this.windows.size > 3 && oldest !== undefined) this.windows.delete(oldest);
    return window;
  }
}

async function readPiece(blob: Blob, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
}
