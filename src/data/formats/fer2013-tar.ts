import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';
import type { Rejection } from '../../shared/dataset';
import { AppError } from '../../shared/errors';
import { isHostileName } from '../../shared/file-names';
import type { Reader } from '../reader';
import { isFileGone, readingFailure } from '../reading-failure';
import { gunzip } from '../gunzip';
import { leavingOutAtEnd, onlyUnsafe, unsafeName } from '../left-out';
import { CSV_BYTES, FILES, tooLarge, UNPACKED_BYTES } from '../limits';
import { chunksOf, streamOf } from '../unpack-stream';
import { fer2013Csv } from './fer2013-csv';
import { HEADER_LIMIT, isFer2013Header } from './fer2013-header';

const LF = 10;
const CR = 13;

/** A tar, gzipped or not. */
interface Tar {
  readonly file: File;
  readonly isGzipped: boolean;
}

/**
 * `fer2013.tar.gz` as Kaggle ships it: the first CSV with a FER2013 header, wherever in the tar it stands. It is found
 * by one pass and read by another, because unpacked it is 290 MB and never held.
 *
 * @throws AppError data/bad-archive, data/too-large, data/unknown-format when no such CSV is in it, data/unsafe-names
 */
export async function openFer2013Tar(tar: Tar, signal?: AbortSignal): Promise<Reader> {
  const csv = await findCsv(tar, signal);
  if (!csv) throw new AppError('data/unknown-format', { name: tar.file.name });
  if (csv.size > CSV_BYTES) throw tooLarge('bytes', CSV_BYTES);
  const unsafe: Rejection[] = [];
  const reader = fer2013Csv({
    name: tar.file.name,
    totalBytes: csv.size,
    stream: () => streamOf(csvChunks(tar, csv.place, (name) => unsafe.push(unsafeName(name)))),
  });
  return leavingOutAtEnd(reader, unsafe);
}

/** By its place, because two entries may have one name. */
async function findCsv(tar: Tar, signal?: AbortSignal): Promise<{ place: number; size: number } | undefined> {
  let place = 0;
  let unsafe: string | undefined;
  for await (const { header, body } of entriesOf(tar)) {
    const isCsv = await tarFailures(tar, startsLikeFer2013(body, signal), signal);
    if (isCsv && header.type === 'file') {
      if (!isHostileName(header.name)) return { place, size: header.size };
      unsafe ??= header.name;
    }
    place += 1;
  }
  if (unsafe !== undefined) throw onlyUnsafe(tar.file.name, unsafe);
  return undefined;
}

/** Reads a body that is none of ours to its end, another only as far as its header. */
async function startsLikeFer2013(body: TarEntry['body'], signal?: AbortSignal): Promise<boolean> {
  const reader = body.getReader();
  const start: number[] = [];
  for (;;) {
    signal?.throwIfAborted();
    const { done, value } = await reader.read();
    if (done) return false;
    if (start.length >= HEADER_LIMIT) continue;
    start.push(...value.subarray(0, HEADER_LIMIT - start.length));
    if (isFer2013Header(lineOf(start))) return true;
  }
}

function lineOf(start: readonly number[]): Uint8Array {
  const end = start.findIndex((byte) => byte === LF || byte === CR);
  return Uint8Array.from(end < 0 ? start : start.slice(0, end));
}

/**
 * The bytes of one file; then the rest of the archive is read too, because its checksum stands at its end.
 *
 * @param onUnsafe called with the name of every file, of all of them, that is not to be read
 */
async function* csvChunks(
  tar: Tar,
  place: number,
  onUnsafe: (name: string) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  let at = 0;
  for await (const { header, body } of entriesOf(tar)) {
    if (header.type !== 'directory' && isHostileName(header.name)) onUnsafe(header.name);
    const isWanted = at === place;
    at += 1;
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await tarFailures(tar, reader.read());
      if (done) break;
      if (isWanted) yield value;
    }
  }
}

/**
 * The entries in their order. The body of each has to be read to its end before the next one comes, and not to be
 * cancelled: modern-tar 0.8.6, already at the next entry, would then drop the body of that one and stand still.
 */
async function* entriesOf(tar: Tar): AsyncGenerator<TarEntry, void, void> {
  const bytes = tar.isGzipped ? gunzip(tar.file, UNPACKED_BYTES) : tar.file.stream();
  const entries = chunksOf(bytes.pipeThrough(createTarDecoder({ strict: true })));
  try {
    for (let count = 1; ; count += 1) {
      const { done, value } = await tarFailures(tar, entries.next());
      if (done) return;
      if (count > FILES) throw tooLarge('files', FILES);
      yield value as TarEntry;
    }
  } finally {
    await entries.return();
  }
}

/** Bodies are pieces of what was piped in, so they lie in plain buffers. */
type TarEntry = Omit<ParsedTarEntry, 'body'> & { readonly body: ReadableStream<Uint8Array<ArrayBuffer>> };

function tarFailures<Result>({ file }: Tar, work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  return work.catch((error: unknown) => {
    if (error instanceof AppError || signal?.aborted) throw error;
    if (isFileGone(error)) readingFailure(error, file.name);
    throw new AppError('data/bad-archive', { name: file.name }, { cause: error });
  });
}
