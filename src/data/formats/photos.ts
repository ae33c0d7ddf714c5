import { type DatasetManifest, FER2013_IMAGE, type ImageSpec, type Rejection } from '../../shared/dataset';
import { startFaceCutter } from '../cut-faces';
import { PICTURE_BYTES } from '../../shared/picture-limits';
import type { PictureChoice } from '../picture-choice';
import { type PictureHeader, readPictureHeader } from '../../shared/picture-header';
import { type LabelledPicture, type PictureReading, readPictures } from '../read-pictures';
import type { Portion, ReadEnd } from '../reader';
import { isFileGone, readingFailure } from '../reading-failure';
import { startOf } from '../unpack-stream';

const LOOKED_AT = 24; // pictures, evenly spread
const LARGEST_FACE = 128; // px; pictures that are cut out already are rarely larger, and square
const LARGEST_SQUARE = 512; // px; what is larger is a photo, also where somebody cropped it square
const HEADER_BYTES = 256 * 1024; // a camera puts up to 64 KB of notes and a small picture before the size
// Photos between two reports, and between two looks at whether to stop: about half a second. JPEG takes about 3 bits a
// pixel, so these bytes hold some 20 megapixels, or one photo.
const BATCH = 16;
const BATCH_BYTES = 8 * 1024 * 1024;

/** Sizes of face pictures that are kept as they are; others are brought to that of FER2013. */
const KEPT_SIZES: ReadonlyMap<number, ImageSpec> = new Map([
  [96, { height: 96, width: 96, channels: 1 }],
  [150, { height: 150, width: 150, channels: 3 }],
]);

/** What pictures look like, by a few of them. */
interface PictureLook {
  /** With a face somewhere in them: large on average, and most of them not square, or very large. */
  readonly arePhotos: boolean;
  /** How they are stored where they are faces. */
  readonly image: ImageSpec;
}

export async function lookAt(pictures: readonly LabelledPicture[]): Promise<PictureLook> {
  const step = Math.max(1, pictures.length / LOOKED_AT);
  const looked = Array.from(
    { length: Math.min(LOOKED_AT, pictures.length) },
    (_, place) => pictures[Math.floor(place * step)],
  );
  const headers: PictureHeader[] = [];
  for (const picture of looked) {
    const header = picture && (await headerOf(picture)); // one at a time: each is read a few chunks far
    if (header) headers.push(header);
  }
  const side = headers.reduce((sum, { width, height }) => sum + (width + height) / 2, 0) / headers.length;
  const oblong = headers.filter(({ width, height }) => width !== height).length;
  return {
    arePhotos: side > LARGEST_SQUARE || (side > LARGEST_FACE && oblong * 2 > headers.length),
    image: commonSize(headers) ?? FER2013_IMAGE,
  };
}

function commonSize(headers: readonly PictureHeader[]): ImageSpec | undefined {
  const side = headers[0]?.width;
  const isCommon = headers.every(({ width, height }) => width === side && height === side);
  return isCommon && side !== undefined ? KEPT_SIZES.get(side) : undefined;
}

/** @returns undefined where nothing can be said: a damaged picture is reported when it is its turn */
async function headerOf({ file }: LabelledPicture): Promise<PictureHeader | undefined> {
  if (file.size > PICTURE_BYTES) return undefined;
  const start = await startOf(file.stream(), HEADER_BYTES).catch((error: unknown) =>
    isFileGone(error) ? readingFailure(error, file.path) : undefined,
  );
  return start && readPictureHeader(start);
}

export interface PhotoReading {
  readonly image: ImageSpec; // how the faces are stored
  readonly several: PictureChoice['several'];
  readonly splitSource: DatasetManifest['splitSource'];
  /** What is already known to be left out. */
  readonly rejections?: readonly Rejection[];
}

/** Reads photos and cuts out their faces. @throws AppError faces/unavailable */
export async function* readPhotos(
  pictures: readonly LabelledPicture[],
  { image, several, splitSource, rejections = [] }: PhotoReading,
): AsyncGenerator<Portion, ReadEnd, void> {
  const cutter = await startFaceCutter({ image, several });
  if (rejections.length > 0) yield { samples: [], rejections, doneBytes: 0, mostToCome: pictures.length };
  const decode: PictureReading['decode'] = async (photos, before) => {
    await before;
    return cutter.cut(photos);
  };
  return yield* readPictures(pictures, { splitSource, decode, batch: BATCH, batchBytes: BATCH_BYTES });
}
