import { AppError } from '../shared/errors';
import { fer2013Csv } from './formats/fer2013-csv';
import { openFer2013In } from './formats/fer2013-in-files';
import { openFer2013Tar } from './formats/fer2013-tar';
import { openGenki4k } from './formats/genki4k';
import { openLabelledPictures } from './formats/labelled-pictures';
import { filesOfZip } from './formats/zip-files';
import { type PictureChoice, USUAL_PICTURES } from './picture-choice';
import type { Reader } from './reader';
import { readingFailure } from './reading-failure';
import { fileOnDisk, isLitter, type PlacedFile, type SourceFile } from './source-file';
import { gibibytes } from './unpack-stream';

const START_BYTES = 4096;
const FILE_LIMIT = 2 * 1024 ** 3; // bytes
const FILES_LIMIT = 200_000;
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
 * @throws AppError data/no-images where there is nothing, data/unknown-format, data/too-large, what the formats
 *   throw on opening
 */
export async function openReader(
  { name, files }: ImportSource,
  choice: PictureChoice = USUAL_PICTURES,
): Promise<Reader> {
  const wanted = files.filter(({ path }) => !isLitter(path));
  if (wanted.length > FILES_LIMIT) throw new AppError('data/too-large', { limit: FILES_LIMIT });
  const [first, ...others] = wanted;
  if (!first) throw new AppError('data/no-images');
  return others.length === 0 ? openFile(first.file, choice) : openFiles(inOrder(wanted), name, choice);
}

/** By path: a folder comes in the order of its disk, and must be the same dataset from every disk. */
function inOrder(files: readonly PlacedFile[]): SourceFile[] {
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1)).map(fileOnDisk);
}

async function openFile(file: File, choice: PictureChoice): Promise<Reader> {
  const start = new Uint8Array(await file.slice(0, START_BYTES).arrayBuffer().catch(readingFailure));
  if (start.length === 0) throw new AppError('data/no-images');
  if (file.size > FILE_LIMIT) throw new AppError('data/too-large', { limit: gibibytes(FILE_LIMIT) });
  if (startsWith(start, [0x50, 0x4b, 3, 4]) || startsWith(start, [0x50, 0x4b, 5, 6]))
    return openFiles(await filesOfZip(file), file.name, choice);
  if (startsWith(start, [0x1f, 0x8b])) return openFer2013Tar({ file, isGzipped: true });
  if (isTar(start)) return openFer2013Tar({ file, isGzipped: false });
  if (startsWith(start, [0xff, 0xfe]) || startsWith(start, [0xfe, 0xff])) {
    throw new AppError('data/bad-header', { found: 'UTF-16' });
  }
  // Text holds no NUL; every binary format one meets does, early, except those documents.
  if (start.includes(0) || DOCUMENT.test(new TextDecoder().decode(start)))
    throw new AppError('data/unknown-format', { name: file.name });
  return fer2013Csv(file.size, () => file.stream());
}

async function openFiles(all: readonly SourceFile[], name: string, choice: PictureChoice): Promise<Reader> {
  const files = all.filter(({ path }) => !isLitter(path));
  const reader =
    (await openGenki4k(files, { name, choice })) ??
    (await openLabelledPictures(files, choice)) ??
    (await openFer2013In(files, name));
  if (!reader) throw new AppError('data/unknown-format', { name });
  return reader;
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function isTar(start: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(start.subarray(TAR_MAGIC_AT, TAR_MAGIC_AT + 5)) === 'ustar';
}
