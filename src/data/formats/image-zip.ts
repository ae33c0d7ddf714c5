import { configure, type FileEntry, Reader as ByteReader, ZipReader } from '@zip.js/zip.js';
import { FER2013_IMAGE, type Rejection } from '../../shared/dataset';
import { AppError } from '../../shared/errors';
import { type Decoded, decodePictures } from '../decode-pictures';
import { type FolderPicture, type ImageFolders, readFolders } from '../image-folders';
import type { Portion, ReadEnd, Reader, Sample } from '../reader';
import { isFileGone, readingFailure } from '../reading-failure';
import { hasOverlaps, type ReadPiece, unpackEntry } from '../zip-entry';

// Our pages forbid blob: workers, and this already runs in a worker of its own.
configure({ useWebWorkers: false });

const ENTRY_LIMIT = 200_000;
const LABEL_LIMIT = 256; // labels are stored as bytes
const BATCH = 256; // pictures
const PICTURE_LIMIT = 32 * 1024 * 1024; // bytes, unpacked
const WINDOW = 4 * 1024 * 1024; // bytes

type Picture = FolderPicture & { readonly file: FileEntry };

/**
 * A zip of pictures sorted into folders: `…/<label>/<name>.jpg`, PNG too.
 *
 * @throws AppError data/bad-archive, data/unknown-format when no two labels are found in it, data/too-large
 */
export async function openImageZip(file: File): Promise<Reader> {
  const bytes = new WindowedReader(file);
  const folders = readFolders(await entriesOf(bytes, file.name), ({ filename }) => filename);
  if (folders.labels.length < 2) throw new AppError('data/unknown-format', { name: file.name });
  if (folders.labels.length > LABEL_LIMIT) throw new AppError('data/too-large', { limit: LABEL_LIMIT });
  return {
    kind: 'image-folders',
    labels: folders.labels,
    image: FER2013_IMAGE,
    isDrawn: false,
    totalBytes: file.size,
    totalImages: folders.pictures.length,
    read: () => readPictures(folders, bytes),
  };
}

/** The directory of the archive, without its folders. Strict about whatever another reader could take otherwise. */
async function entriesOf(bytes: WindowedReader, name: string): Promise<FileEntry[]> {
  try {
    // Names are labels to us and nothing is written to a path, so those are not judged.
    const zip = new ZipReader(bytes, { strictness: 'strict', filenameValidation: 'tolerant' });
    const entries: FileEntry[] = [];
    for await (const entry of zip.getEntriesGenerator()) {
      if (!entry.directory) entries.push(entry);
      if (entries.length > ENTRY_LIMIT) throw new AppError('data/too-large', { limit: ENTRY_LIMIT });
    }
    if (hasOverlaps(entries)) throw new AppError('data/bad-archive', { name });
    return entries;
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (isFileGone(error)) readingFailure(error);
    throw new AppError('data/bad-archive', { name }, { cause: error });
  }
}

async function* readPictures(
  { pictures, splitSource }: ImageFolders<FileEntry>,
  bytes: WindowedReader,
): AsyncGenerator<Portion, ReadEnd, void> {
  let doneBytes = 0;
  let mostToCome = pictures.length;
  for (const batch of batchesOf(pictures)) {
    const decoded = await decodeBatch(batch, bytes);
    doneBytes += batch.reduce((sum, { file }) => sum + file.compressedSize, 0);
    mostToCome -= batch.length;
    yield { ...sortOut(batch, decoded), doneBytes: Math.min(doneBytes, bytes.size), mostToCome };
  }
  return { splitSource, isTruncated: false };
}

/** As many pictures as one sheet holds, and no more bytes at a time than one picture may have. */
function* batchesOf(pictures: readonly Picture[]): Generator<readonly Picture[]> {
  let batch: Picture[] = [];
  let bytes = 0;
  for (const picture of pictures) {
    const size = Math.min(picture.file.uncompressedSize, PICTURE_LIMIT);
    if (batch.length === BATCH || (batch.length > 0 && bytes + size > PICTURE_LIMIT)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(picture);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function sortOut(
  batch: readonly Picture[],
  decoded: readonly Decoded[],
): Pick<Portion, 'samples' | 'rejections'> {
  const samples: Sample[] = [];
  const rejections: Rejection[] = [];
  for (const [place, { path, label, split }] of batch.entries()) {
    const outcome = decoded[place];
    if (outcome && 'pixels' in outcome) samples.push({ pixels: outcome.pixels, label, split, origin: path });
    else rejections.push({ at: { file: path }, reason: 'entry-damaged', ...outcome });
  }
  return { samples, rejections };
}

async function decodeBatch(batch: readonly Picture[], bytes: WindowedReader): Promise<Decoded[]> {
  const read: ReadPiece = (offset, length) => bytes.readUint8Array(offset, length);
  const unpacked = await Promise.all(batch.map(({ file }) => unpack(file, read)));
  const pictures = (await decodePictures(unpacked.filter((file) => file instanceof Uint8Array))).values();
  return unpacked.map((file) => (file instanceof Uint8Array ? (pictures.next().value as Decoded) : file));
}

async function unpack(file: FileEntry, read: ReadPiece): Promise<Uint8Array<ArrayBuffer> | Decoded> {
  if (file.uncompressedSize > PICTURE_LIMIT)
    return { reason: 'entry-damaged', found: `${file.uncompressedSize} B` };
  return unpackEntry(file, read).catch((error: unknown) =>
    isFileGone(error) ? readingFailure(error) : { reason: 'entry-damaged' },
  );
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
    const number = Math.floor(offset / WINDOW);
    const start = offset - number * WINDOW;
    if (start + length > WINDOW) return readPiece(this.blob, offset, length);
    return (await this.window(number)).slice(start, start + length);
  }

  private window(number: number): Promise<Uint8Array<ArrayBuffer>> {
    const kept = this.windows.get(number);
    if (kept) return kept;
    const window = readPiece(this.blob, number * WINDOW, WINDOW);
    this.windows.set(number, window);
    // Two pieces: entries unpacked side by side may lie on both sides of a border.
    const [oldest] = this.windows.keys();
    if (this.windows.size > 2 && oldest !== undefined) this.windows.delete(oldest);
    return window;
  }
}

async function readPiece(blob: Blob, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
}
