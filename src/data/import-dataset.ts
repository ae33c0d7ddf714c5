import {
  type DatasetManifest,
  imageBytes,
  type Shard,
  type SplitChoice,
  type SplitDraw,
} from '../shared/dataset';
import { excludedAfter, partsOf } from '../shared/exclusions';
import { EXPRESSIONS } from '../shared/labels';
import type { Database } from '../storage/database';
import { addExclusionStep, readDiagnosis, readExclusions } from '../storage/dataset-review';
import { getDataset } from '../storage/dataset-store';
import { beginImport, type DatasetWriter, imagesPerShard } from '../storage/dataset-writer';
import { sampleCast } from './actors/sample-cast';
import { readDrawnFaces } from './drawn-sample';
import { findDuplicates, pixelKey } from './duplicates';
import { countFaces, indexFaces } from './face-index';
import { paced } from './paced';
import { type PictureChoice, USUAL_PICTURES } from './picture-choice';
import type { Portion, ReadEnd, Reader } from './reader';
import { type ImportSource, nameOf, openReader, unlessAborted } from './recognise';
import { Rejections } from './rejections';
import { ShardPacker } from './shard-packer';
import { storedReader } from './stored-samples';
import { drawSplits, lacksValidation, usualDraw } from './splits';

/** How far an import is. Bytes of the source file; while verifying, of the stored pixels. */
export interface ImportProgress {
  readonly phase: 'reading' | 'drawing' | 'verifying';
  readonly doneBytes: number;
  readonly totalBytes: number; // 0 when there is no file
  readonly images: number; // accepted so far
  readonly totalImages?: number; // where it is known beforehand
  readonly rejected: number;
}

type ImportSteps = AsyncGenerator<ImportProgress, DatasetManifest | undefined, void>;

export interface ImportRequest extends ImportSource {
  /** Take the complete rows of a file that was cut short. */
  readonly acceptTruncated: boolean;
  readonly pictures?: PictureChoice;
  readonly splits?: SplitChoice; // 'shipped' without this
  /** What the dataset is called; the name of its file without this. */
  readonly title?: string;
}

/**
 * Imports one file of any known format, or the files of a folder. Nothing can be seen of it before the last step, and nothing is left of it
 * when it fails or is stopped.
 *
 * @returns the stored dataset: the one stored before where the content is the same; undefined when stopped
 * @throws AppError data/…, storage/…
 */
export async function* importFiles(
  { name, files, acceptTruncated, pictures = USUAL_PICTURES, splits, title = nameOf(name) }: ImportRequest,
  database: Database,
  signal: AbortSignal,
): ImportSteps {
  const reader = await openReader({ name, files }, pictures, signal).catch(unlessAborted(signal));
  if (!reader) return undefined;
  return yield* storeDataset(reader, { name: title, acceptTruncated, splits }, database, signal);
}

/** Draws the built-in sample set, perLabel faces of each expression, and stores it. Contract as importFiles. */
export function drawSample(
  { seed, perLabel }: { readonly seed: number; readonly perLabel: number },
  database: Database,
  signal: AbortSignal,
): ImportSteps {
  const reader = readDrawnFaces(sampleCast(seed, perLabel), perLabel * EXPRESSIONS.length);
  return storeDataset(reader, { name: 'Drawn actors', acceptTruncated: false }, database, signal);
}

/**
 * Stores a dataset once more, with parts drawn anew; the one there stays as it is. Where the doctor was, near and mirrored
 * copies stay in one part too. What is left out of it is left out of the new one. Contract as importFiles.
 */
export async function* splitAgain(
  { id, draw, title }: { readonly id: string; readonly draw: SplitDraw; readonly title: string },
  database: Database,
  signal: AbortSignal,
): ImportSteps {
  const reader = storedReader(database, await getDataset(database, id));
  const copies = (await readDiagnosis(database, id))?.family;
  const options = { name: title, acceptTruncated: false, splits: draw, copies };
  const manifest = yield* storeDataset(reader, options, database, signal);
  if (manifest) await carryExclusions(database, id, manifest);
  return manifest;
}

/** A dataset that is split again has the same pictures in the same places. One that was there already keeps its own. */
async function carryExclusions(database: Database, from: string, to: DatasetManifest): Promise<void> {
  const reasons = excludedAfter((await readExclusions(database, from))?.steps ?? []);
  if (reasons.size === 0 || from === to.id || (await readExclusions(database, to.id))) return;
  const index = await indexFaces(database, to.id);
  const step = { excluded: partsOf(reasons), readmitted: new Uint32Array(), atMs: Date.now() };
  await addExclusionStep(database, to.id, step, (indices) => countFaces(to, index, indices));
}

interface StoreOptions {
  readonly name: string;
  readonly acceptTruncated: boolean;
  readonly splits?: SplitChoice | undefined;
  /** [samples]: copies, of whatever kind, have the same number and come to the same part; without this, equal pictures. */
  readonly copies?: ArrayLike<number> | undefined;
}

/** Stores what a reader reads: the way every dataset takes, whatever its format. Contract as importFiles. */
export async function* storeDataset(
  reader: Reader,
  options: StoreOptions,
  database: Database,
  signal: AbortSignal,
): ImportSteps {
  const { name } = options;
  const writer = await beginImport(database, expectedBytes(reader), { name, kind: reader.kind });
  try {
    const intake = new Intake(reader, writer);
    const end = yield* paced(intake.readAll(signal));
    if (signal.aborted || !end) return undefined;
    intake.judge(end, options.acceptTruncated);
    await intake.settleSplits(options.splits, options.copies);
    yield* paced(intake.verify(signal));
    if (signal.aborted) return undefined;
    return await writer.publish(intake.describe(name, end));
  } finally {
    // What cannot be removed now is nobody's and goes at the next start; why the import failed must still be told.
    await writer.abandon().catch(() => undefined);
  }
}

// A pixel of a CSV takes one to three digits and a space.
const CSV_BYTES_PER_PIXEL = 3.5;

/** Of the pictures, before any has been read. */
function expectedBytes({ totalImages, totalBytes, image }: Reader): number {
  return totalImages === undefined ? totalBytes / CSV_BYTES_PER_PIXEL : totalImages * imageBytes(image);
}

/** One import under way: what has been read, counted and handed to the writer. */
class Intake {
  private readonly packer: ShardPacker;
  private readonly rejections = new Rejections();
  private readonly shards: Pick<Shard, 'labels' | 'splits'>[] = [];
  private images = 0;
  private doneBytes = 0;
  private readonly keys: number[] = [];
  private drawnSplits: Uint8Array<ArrayBuffer> | undefined;
  private draw: SplitDraw | undefined;

  constructor(
    private readonly reader: Reader,
    private readonly writer: DatasetWriter,
  ) {
    this.packer = new ShardPacker(reader.image, imagesPerShard(reader.image));
  }

  /** Yields after each portion. @returns undefined when stopped */
  async *readAll(signal: AbortSignal): AsyncGenerator<ImportProgress, ReadEnd | undefined, void> {
    const portions = this.reader.read();
    const phase = this.reader.isDrawn ? 'drawing' : 'reading';
    try {
      yield this.progress(phase);
      for (;;) {
        if (signal.aborted) return undefined;
        const step = await portions.next();
        if (step.done) {
          await this.store(this.packer.finish(), 0);
          return step.value;
        }
        await this.take(step.value);
        yield this.progress(phase);
      }
    } finally {
      await portions.return({ splitSource: 'seeded', isTruncated: false });
    }
  }

  /** @throws AppError data/no-images, data/truncated, data/too-many-bad-rows */
  judge({ isTruncated }: ReadEnd, acceptTruncated: boolean): void {
    this.rejections.judgeEnd(this.images, isTruncated, acceptTruncated);
  }

  /**
   * Gives every sample its part. As shipped, a dataset without validation gets one from its training samples, and a
   * test part too where its reader asks.
   */
  async settleSplits(choice: SplitChoice = 'shipped', copies: ArrayLike<number> = this.keys): Promise<void> {
    const shipped = this.splits();
    const isShipped = choice === 'shipped';
    if (isShipped && !lacksValidation(shipped)) return;
    this.draw = isShipped ? usualDraw(this.reader.drawnSplits ?? ['validation']) : choice;
    const splits = isShipped ? shipped : new Uint8Array(shipped.length); // all train
    this.drawnSplits = drawSplits({ labels: this.labels(), splits, keys: copies }, this.draw);
    await this.writer.replaceSplits(this.drawnSplits);
  }

  async *verify(signal: AbortSignal): AsyncGenerator<ImportProgress, void, void> {
    const totalBytes = this.images * imageBytes(this.reader.image);
    let doneBytes = 0;
    for await (const { bytes } of this.writer.verify()) {
      if (signal.aborted) return;
      doneBytes += bytes;
      yield { ...this.progress('verifying'), doneBytes, totalBytes };
    }
  }

  describe(name: string, { splitSource }: ReadEnd) {
    const { kind, labels, image, isDrawn } = this.reader;
    const { total, first, byReason } = this.rejections;
    return {
      name,
      kind,
      labels,
      image,
      isDrawn,
      rejected: { total, first, byReason: Object.fromEntries(byReason) },
      splitSource: this.draw ? ('seeded' as const) : splitSource,
      ...(this.draw && { splitDraw: this.draw }),
      findings: findDuplicates(this.keys, this.labels(), this.splits()),
    };
  }

  private async take({ samples, rejections, doneBytes, mostToCome }: Portion): Promise<void> {
    for (const sample of samples) {
      this.keys.push(pixelKey(sample.pixels));
      await this.store(this.packer.add(sample), mostToCome);
    }
    this.images += samples.length;
    this.doneBytes = doneBytes;
    this.rejections.add(rejections);
    this.rejections.judgeEarly(this.images, mostToCome);
  }

  private async store(shard: Shard | undefined, mostToCome: number): Promise<void> {
    if (!shard) return;
    // Copies, since views would keep the pixels in memory: those belong to the disk.
    this.shards.push({ labels: shard.labels.slice(), splits: shard.splits.slice() });
    await this.writer.append(
      shard,
      shard.pixels.length + this.toCome(mostToCome) * imageBytes(this.reader.image),
    );
  }

  /** About how many pictures follow: as many for each byte of the source as so far. */
  private toCome(most: number): number {
    const { totalBytes } = this.reader;
    if (this.doneBytes === 0) return most;
    return Math.min(most, Math.ceil((this.images / this.doneBytes) * (totalBytes - this.doneBytes)));
  }

  /** [samples] */
  private labels(): Uint8Array {
    return joined(this.shards.map((shard) => shard.labels));
  }

  /** [samples], index into SPLITS */
  private splits(): Uint8Array {
    return this.drawnSplits ?? joined(this.shards.map((shard) => shard.splits));
  }

  private progress(phase: ImportProgress['phase']): ImportProgress {
    const { totalBytes, totalImages } = this.reader;
    return {
      phase,
      doneBytes: this.doneBytes,
      totalBytes,
      images: this.images,
      ...(totalImages === undefined ? {} : { totalImages }),
      rejected: this.rejections.total,
    };
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
