import { AppError } from '../../shared/errors';
import { CSV_BYTES, tooLarge } from '../limits';
import type { Reader } from '../reader';
import { isFileGone, readingFailure } from '../reading-failure';
import type { SourceFile } from '../source-file';
import { chunksOf, firstLine, streamOf } from '../unpack-stream';
import { fer2013Csv } from './fer2013-csv';
import { HEADER_LIMIT, isFer2013Header, namesUsage } from './fer2013-header';

const CANDIDATES = 16; // the largest files; Kaggle's archive of the competition holds five

/**
 * The FER2013 CSV among other files, told by its header. Of several the one that names its parts (Usage) is taken,
 * else the largest: the competition's archive holds the training rows a second time, by themselves.
 *
 * @returns undefined when there is none
 * @throws AppError data/too-large
 */
export async function openFer2013In(files: readonly SourceFile[], name: string): Promise<Reader | undefined> {
  const largest = files.toSorted((one, other) => other.size - one.size).slice(0, CANDIDATES);
  const starts = await Promise.all(largest.map((file) => startOf(file)));
  const isCsv = (_: SourceFile, index: number) => isFer2013Header(starts[index] ?? new Uint8Array());
  const hasUsage = (_: SourceFile, index: number) => namesUsage(starts[index] ?? new Uint8Array());
  const csv = largest.find(hasUsage) ?? largest.find(isCsv);
  if (!csv) return undefined;
  if (csv.size > CSV_BYTES) throw tooLarge('bytes', CSV_BYTES);
  const reader = fer2013Csv({ name, totalBytes: csv.size, stream: () => streamOf(piecesOf(csv, name)) });
  return { ...reader, ignored: files.length - 1 };
}

/** @returns nothing for a file that cannot be unpacked: it may be none of ours */
function startOf(file: SourceFile): Promise<Uint8Array> {
  return firstLine(file.stream(), HEADER_LIMIT).catch((error: unknown) =>
    isFileGone(error) ? readingFailure(error, file.path) : new Uint8Array(),
  );
}

async function* piecesOf(csv: SourceFile, name: string): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  try {
    yield* chunksOf(csv.stream());
  } catch (error) {
    if (error instanceof AppError || isFileGone(error)) throw error;
    throw new AppError('data/bad-archive', { name }, { cause: error });
  }
}
