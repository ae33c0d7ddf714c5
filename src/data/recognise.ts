import { AppError, type ErrorCode } from '../shared/errors';
import { isHostileName, isLitter, isPictureName } from '../shared/file-names';
import { fer2013Csv } from './formats/fer2013-csv';
import { openFer2013In } from './formats/fer2013-in-files';
import { openFer2013Tar } from './formats/fer2013-tar';
import { openGenki4k } from './formats/genki4k';
import { openLabelledPictures } from './formats/labelled-pictures';
import { filesOfZip } from './formats/zip-files';
import { readFolders } from './image-folders';
import { onlyUnsafe, leavingOut, unsafeName } from './left-out';
import { FILE_BYTES, FILES, tooLarge } from './limits';
import { type PictureChoice, USUAL_PICTURES } from './picture-choice';
import { isHeic, readPictureHeader } from '../shared/picture-header';
import type { Reader } from './reader';
import { readingFailure } from './reading-failure';
import { fileOnDisk, type PlacedFile, type SourceFile } from './source-file';

const START_BYTES = 4096;
const TAR_MAGIC_AT = 257;
// Documents that are text at their start: PDF, PostScript, RTF; markup, JSON and scripts.
const DOCUMENT = /^\s*(%PDF|%!PS|\{\\rtf|[<{[]|#!)/;

/** What was dropped or chosen, under the name it is shown by. */
export interface ImportSource {
  readonly name: string;
  readonly files: readonly PlacedFile[];
}

/** A file's name without the endings that say how it is packed. */
export function nameOf(file: string): string {
  return file.replace(/(\.tar)?\.(csv|zip|tar|t?gz)$/i, '');
}

/**
 * Finds the reader for one file, or for the files of a folder, by what is in them; the names of files do not count
 * where the format itself does not give them a meaning.
 *
 * @param choice about pictures; text has no use for it
 * @param signal ends the search in an archive, which may be minutes long, by throwing its reason
 * @throws AppError data/no-images where there is nothing, data/unknown-format, data/too-large, data/heic,
 *   data/unsafe-names, data/single-picture, data/loose-pictures, data/one-expression, what the formats throw on opening
 */
export async function openReader(
  { name, files }: ImportSource,
  choice: PictureChoice = USUAL_PICTURES,
  signal?: AbortSignal,
): Promise<Reader> {
  const wanted = files.filter(({ path }) => !isLitter(path));
  if (wanted.length > FILES) throw tooLarge('files', FILES);
  const [first, ...others] = wanted;
  if (!first) throw new AppError('data/no-images');
  const reader =
    others.length === 0
      ? await openFile(first.file, choice, signal)
      : await openFiles(inOrder(wanted), name, choice);
  return ignoring(reader, files.length - wanted.length);
}

/** With files that were left out before the reader saw them. */
function ignoring(reader: Reader, files: number): Reader {
  return files === 0 ? reader : { ...reader, ignored: (reader.ignored ?? 0) + files };
}

/** What fails after a stop is the stop. */
export function unlessAborted(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}

/** By path: a folder comes in the order of its disk, and must be the same dataset from every disk. */
function inOrder(files: readonly PlacedFile[]): SourceFile[] {
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1)).map(fileOnDisk);
}

async function openFile(file: File, choice: PictureChoice, signal?: AbortSignal): Promise<Reader> {
  const start = await beginningOf(file);
  if (start.length === 0) throw new AppError('data/no-images');
  if (file.size > FILE_BYTES) throw tooLarge('bytes', FILE_BYTES);
  if (startsWith(start, [0x50, 0x4b, 3, 4]) || startsWith(start, [0x50, 0x4b, 5, 6]))
    return openZip(file, choice, signal);
  if (startsWith(start, [0x1f, 0x8b])) return openFer2013Tar({ file, isGzipped: true }, signal);
  if (isTar(start)) return openFer2013Tar({ file, isGzipped: false }, signal);
  if (startsWith(start, [0xff, 0xfe]) || startsWith(start, [0xfe, 0xff])) {
    throw new AppError('data/bad-header', { found: 'UTF-16' });
  }
  // Text holds no NUL; every binary format one meets does, early, except those documents.
  if (start.includes(0)) throw new AppError(codeOfBinary(start), { name: file.name });
  if (DOCUMENT.test(new TextDecoder().decode(start)))
    throw new AppError('data/unknown-format', { name: file.name });
  return fer2013Csv({ name: file.name, totalBytes: file.size, stream: () => file.stream() });
}

async function beginningOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  const start = file.slice(0, START_BYTES).arrayBuffer();
  return new Uint8Array(await start.catch((error: unknown) => readingFailure(error, file.name)));
}

async function openZip(file: File, choice: PictureChoice, signal?: AbortSignal): Promise<Reader> {
  const all = await filesOfZip(file, signal);
  const unsafe = new Set(all.filter(({ path }) => isHostileName(path)));
  const files = all.filter((entry) => !unsafe.has(entry) && !isLitter(entry.path));
  const [firstUnsafe] = unsafe;
  if (firstUnsafe && files.length === 0) throw onlyUnsafe(file.name, firstUnsafe.path);
  const reader = leavingOut(
    await openFiles(files, file.name, choice),
    Array.from(unsafe, ({ path }) => unsafeName(path)),
  );
  return ignoring(reader, all.length - unsafe.size - files.length);
}

/** @param files without litter */
async function openFiles(files: readonly SourceFile[], name: string, choice: PictureChoice): Promise<Reader> {
  const reader =
    (await openGenki4k(files, { name, choice })) ??
    (await openLabelledPictures(files, choice)) ??
    (await openFer2013In(files, name));
  if (!reader) throw whyNone(files, name);
  return reader;
}

function codeOfBinary(start: Uint8Array): ErrorCode {
  if (isHeic(start)) return 'data/heic';
  return readPictureHeader(start) ? 'data/single-picture' : 'data/unknown-format';
}

/** Pictures that lack expressions are no other kind of file: the user can name those. */
function whyNone(files: readonly SourceFile[], name: string): AppError {
  const images = files.filter(({ path }) => isPictureName(path)).length;
  // A list of labels that is none of GENKI-4K's: their folder says nothing of expressions.
  const isListed = files.some(({ path }) => /(^|\/)labels\.txt$/i.test(path));
  // Documents of office programs are zips with a few pictures in them.
  if (images * 2 <= files.length || isListed) return new AppError('data/unknown-format', { name });
  const [label] = readFolders(files, ({ path }) => path).labels;
  if (label === undefined) return new AppError('data/loose-pictures', { name, images });
  return new AppError('data/one-expression', { name, images, found: label });
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function isTar(start: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(start.subarray(TAR_MAGIC_AT, TAR_MAGIC_AT + 5)) === 'ustar';
}
