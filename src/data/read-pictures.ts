import type { DatasetManifest, Pose, Rejection } from '../shared/dataset';
import type { Decoded } from './decode-pictures';
import type { FolderPicture } from './image-folders';
import { PICTURE_BYTES } from '../shared/picture-limits';
import type { Portion, ReadEnd, Sample } from './reader';
import { isFileGone, readingFailure } from './reading-failure';
import type { SourceFile } from './source-file';

export type LabelledPicture = FolderPicture & { readonly file: SourceFile; readonly pose?: Pose | undefined };

export function packedBytes(pictures: readonly LabelledPicture[]): number {
  return pictures.reduce((sum, { file }) => sum + file.packedSize, 0);
}

export interface PictureReading {
  readonly splitSource: DatasetManifest['splitSource'];
  /** @param before the batch before, under way: for what takes too much memory to be done beside it */
  readonly decode: (
    files: readonly Uint8Array<ArrayBuffer>[],
    before: Promise<unknown>,
  ) => Promise<Decoded[]>;
  readonly batch: number; // pictures at a time
  readonly batchBytes: number; // all of a batch, unpacked, unless it is one picture
}

/**
 * Unpacks and decodes pictures, in order, some at a time. While one batch is decoded and taken, the next is under way: the
 * browser decodes on threads of its own, which are to have something to do all the time.
 */
export async function* readPictures(
  pictures: readonly LabelledPicture[],
  reading: PictureReading,
): AsyncGenerator<Portion, ReadEnd, void> {
  let doneBytes = 0;
  let mostToCome = pictures.length;
  for await (const [batch, decoded] of decodedBatches(pictures, reading)) {
    doneBytes += packedBytes(batch);
    mostToCome -= batch.length;
    yield { ...sortOut(batch, decoded), doneBytes, mostToCome };
  }
  return { splitSource: reading.splitSource, isTruncated: false };
}

type Batch = readonly LabelledPicture[];

/** One batch ahead of the one that is yielded. */
async function* decodedBatches(
  pictures: readonly LabelledPicture[],
  reading: PictureReading,
): AsyncGenerator<readonly [Batch, readonly Decoded[]], void, void> {
  let before: { readonly batch: Batch; readonly decoding: Promise<Decoded[]> } | undefined;
  for (const batch of batchesOf(pictures, reading)) {
    const decoding = decodeBatch(batch, reading, before?.decoding ?? Promise.resolve());
    decoding.catch(() => undefined); // thrown when it is its turn
    if (before) yield [before.batch, await before.decoding];
    before = { batch, decoding };
  }
  if (before) yield [before.batch, await before.decoding];
}

/** So many pictures, and no more bytes at a time than asked for. */
function* batchesOf(
  pictures: readonly LabelledPicture[],
  { batch: batchSize, batchBytes }: PictureReading,
): Generator<Batch> {
  let batch: LabelledPicture[] = [];
  let bytes = 0;
  for (const picture of pictures) {
    const size = Math.min(picture.file.size, PICTURE_BYTES); // a larger one is not opened
    if (batch.length === batchSize || (batch.length > 0 && bytes + size > batchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(picture);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function sortOut(batch: Batch, decoded: readonly Decoded[]): Pick<Portion, 'samples' | 'rejections'> {
  const samples: Sample[] = [];
  const rejections: Rejection[] = [];
  for (const [place, { path, label, split, pose }] of batch.entries()) {
    const outcome = decoded[place];
    if (outcome && 'pixels' in outcome)
      samples.push({ pixels: outcome.pixels, label, split, origin: path, pose });
    else rejections.push({ at: { file: path }, reason: 'entry-damaged', ...outcome });
  }
  return { samples, rejections };
}

async function decodeBatch(
  batch: Batch,
  { decode }: PictureReading,
  before: Promise<unknown>,
): Promise<Decoded[]> {
  const unpacked = await Promise.all(batch.map(({ file }) => unpack(file)));
  const files = unpacked.filter((file) => file instanceof Uint8Array);
  const pictures = (await decode(files, before)).values();
  return unpacked.map((file) => (file instanceof Uint8Array ? (pictures.next().value as Decoded) : file));
}

async function unpack(file: SourceFile): Promise<Uint8Array<ArrayBuffer> | Decoded> {
  if (file.size > PICTURE_BYTES)
    return { reason: 'picture-bytes', expected: String(PICTURE_BYTES), found: String(file.size) };
  return file
    .read()
    .catch((error: unknown) =>
      isFileGone(error) ? readingFailure(error, file.path) : { reason: 'entry-damaged' },
    );
}
