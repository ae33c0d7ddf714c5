import { makeZip } from 'client-zip';
import { type DatasetManifest, fitsFer2013, type Split } from '../shared/dataset';
import { AppError, describeCause } from '../shared/errors';
import { EXPRESSIONS } from '../shared/labels';
import type { Database } from '../storage/database';
import { getDataset } from '../storage/dataset-store';
import { pngOf } from './formats/png';
import { paced } from './paced';
import { POSE_HEADER, POSE_LIST, poseRow } from './pose-list';
import type { Sample } from './reader';
import { excludedNow } from './samples';
import { storedSamples } from './stored-samples';
import { chunksOf } from './unpack-stream';

/**
 * A FER2013 CSV, or a zip of `images/<split>/<label>/….png`, as the tutorials have them; with a `pose.csv` beside them where
 * poses are known.
 */
export type ExportFormat = 'csv' | 'zip';

export interface ExportRequest {
  readonly id: string;
  readonly format: ExportFormat;
  /** Leave out what is excluded. */
  readonly isCleaned?: boolean | undefined;
  /** Where to save it; without this it is returned as a Blob. */
  readonly to?: FileSystemFileHandle | undefined;
}

export interface ExportProgress {
  readonly done: number; // pictures
  readonly images: number;
}

/** An export that is done. */
export interface Exported {
  readonly bytes: number;
  readonly blob?: Blob; // where there was no file to write to
}

const USAGES: Readonly<Record<Split, string>> = {
  train: 'Training',
  validation: 'PublicTest',
  test: 'PrivateTest',
};

/**
 * Writes a stored dataset out, a shard at a time. Read in again it is the same dataset, pixel by pixel, but for what is
 * left out.
 *
 * @returns undefined when stopped; the file is then left as it was
 * @throws AppError storage/missing, storage/damaged, data/not-written; data/unknown-format for a CSV of what is not
 *   shaped like FER2013
 */
export async function* exportDataset(
  { id, format, isCleaned = false, to }: ExportRequest,
  database: Database,
  signal: AbortSignal,
): AsyncGenerator<ExportProgress, Exported | undefined, void> {
  const manifest = await getDataset(database, id);
  if (format === 'csv' && !fitsFer2013(manifest))
    throw new AppError('data/unknown-format', { name: manifest.name });
  const without = isCleaned ? await excludedNow(database, id) : undefined;
  const progress = { done: 0, images: manifest.images - (without?.size ?? 0) };
  const samples = storedSamples(database, manifest, without);
  const pieces =
    format === 'csv' ? csvPieces(samples, manifest, progress) : zipPieces(samples, manifest, progress);
  const sink = await (to ? openFile(to) : new BlobSink());
  return yield* paced(writeOut(pieces, sink, progress, signal));
}

async function* writeOut(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>,
  sink: Sink,
  progress: ExportProgress,
  signal: AbortSignal,
): AsyncGenerator<ExportProgress, Exported | undefined, void> {
  let bytes = 0;
  let isDone = false;
  try {
    for await (const piece of pieces) {
      if (signal.aborted) return undefined;
      await sink.write(piece);
      bytes += piece.length;
      yield { ...progress };
    }
    isDone = true;
    const blob = await sink.finish();
    return { bytes, ...(blob && { blob }) };
  } finally {
    if (!isDone) await sink.abandon();
  }
}

/** What an export is written into. */
interface Sink {
  write(piece: Uint8Array<ArrayBuffer>): Promise<void>;
  finish(): Promise<Blob | undefined>;
  abandon(): Promise<void>;
}

/** The browser writes into a file of its own, which takes the place of the chosen one when it is closed. */
async function openFile(file: FileSystemFileHandle): Promise<Sink> {
  const writable = await file.createWritable().catch(notWritten);
  return {
    write: (piece) => writable.write(piece).catch(notWritten),
    finish: () => writable.close().then(() => undefined, notWritten),
    abandon: () => writable.abort().catch(() => undefined), // a stream that failed is gone already
  };
}

function notWritten(error: unknown): never {
  throw new AppError('data/not-written', { cause: describeCause(error) }, { cause: error });
}

const PART_BYTES = 8 * 1024 * 1024;

/** Blobs are the browser's, which keeps large ones on disk: our memory holds one part at a time. */
class BlobSink implements Sink {
  private readonly parts: Blob[] = [];
  private pieces: Uint8Array<ArrayBuffer>[] = [];
  private bytes = 0;

  write(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    this.pieces.push(piece);
    this.bytes += piece.length;
    if (this.bytes >= PART_BYTES) this.endPart();
    return Promise.resolve();
  }

  finish(): Promise<Blob> {
    this.endPart();
    return Promise.resolve(new Blob(this.parts));
  }

  abandon(): Promise<void> {
    return Promise.resolve();
  }

  private endPart(): void {
    this.parts.push(new Blob(this.pieces));
    this.pieces = [];
    this.bytes = 0;
  }
}

interface Counted {
  done: number;
}

type StoredSamples = ReturnType<typeof storedSamples>;

async function* csvPieces(
  stored: StoredSamples,
  manifest: DatasetManifest,
  counted: Counted,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const emotions = manifest.labels.map((label) => (EXPRESSIONS as readonly string[]).indexOf(label));
  yield new TextEncoder().encode('emotion,pixels,Usage\n');
  for await (const samples of stored) {
    yield csvRows(samples, emotions);
    counted.done += samples.length;
  }
}

const SPACE = 32;
const COMMA = 44;
const PIXEL_TEXTS = Array.from({ length: 256 }, (_, level) => new TextEncoder().encode(String(level)));

/** Rows as bytes: a string of 290 MB would be the whole file a second time. */
function csvRows(samples: readonly Sample[], emotions: readonly number[]): Uint8Array<ArrayBuffer> {
  const pixels = samples[0]?.pixels.length ?? 0;
  const rows = new Uint8Array(samples.length * (4 * pixels + 16)); // the longest Usage has 11 letters
  const encoder = new TextEncoder();
  let at = 0;
  for (const sample of samples) {
    at += encoder.encodeInto(`${emotions[sample.label] ?? 0},`, rows.subarray(at)).written;
    for (const level of sample.pixels) {
      for (const digit of PIXEL_TEXTS[level] ?? []) {
        rows[at] = digit;
        at += 1;
      }
      rows[at] = SPACE;
      at += 1;
    }
    rows[at - 1] = COMMA; // in the place of the last space
    at += encoder.encodeInto(`${USAGES[sample.split]}\n`, rows.subarray(at)).written;
  }
  return rows.subarray(0, at);
}

function zipPieces(
  stored: StoredSamples,
  manifest: DatasetManifest,
  counted: Counted,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  // TypeScript's own name for it leaves open what the bytes lie in; they are fresh ones.
  return chunksOf(makeZip(zipEntries(stored, manifest, counted)) as ReadableStream<Uint8Array<ArrayBuffer>>);
}

async function* zipEntries(stored: StoredSamples, manifest: DatasetManifest, counted: Counted) {
  const { labels, image, splitSource, importedAtMs } = manifest;
  const digits = String(manifest.images).length;
  const poses: string[] = [];
  for await (const samples of stored) {
    for (const { pixels, label, split, pose } of samples) {
      const number = String(counted.done).padStart(digits, '0');
      // The official parts are told by the names of files, as in the archives people have.
      const file = splitSource === 'official' ? `${USAGES[split]}_${number}` : number;
      const name = `images/${split}/${labels[label] ?? label}/${file}.png`;
      if (pose) poses.push(poseRow(name, pose));
      yield {
        name,
        lastModified: new Date(importedAtMs),
        input: await pngOf(pixels, image),
      };
      counted.done += 1;
    }
  }
  if (poses.length > 0)
    yield { name: POSE_LIST, lastModified: new Date(importedAtMs), input: POSE_HEADER + poses.join('') };
}
