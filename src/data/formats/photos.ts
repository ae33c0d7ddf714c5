import type { DatasetManifest, ImageSpec, Rejection } from '../../shared/dataset';
import { startFaceCutter } from '../cut-faces';
import { type PictureHeader, readPictureHeader } from '../picture-header';
import { type LabelledPicture, readPictures } from '../read-pictures';
import type { Portion, ReadEnd } from '../reader';
import { isFileGone, readingFailure } from '../reading-failure';

const LOOKED_AT = 24; // pictures, evenly spread
const LARGEST_FACE = 128; // px; pictures that are cut out already are rarely larger, and square
const BATCH = 16; // photos between two reports, about half a second

/** Whether pictures are photos with a face somewhere in them: large on average, and most of them not square. */
export async function arePhotos(pictures: readonly LabelledPicture[]): Promise<boolean> {
  const step = Math.max(1, pictures.length / LOOKED_AT);
  const looked = Array.from(
    { length: Math.min(LOOKED_AT, pictures.length) },
    (_, place) => pictures[Math.floor(place * step)],
  );
  const headers = (await Promise.all(looked.map(headerOf))).filter((header) => header !== undefined);
  const sides = headers.reduce((sum, { width, height }) => sum + (width + height) / 2, 0);
  const oblong = headers.filter(({ width, height }) => width !== height).length;
  return sides > LARGEST_FACE * headers.length && oblong * 2 > headers.length;
}

/** @returns undefined where nothing can be said: a damaged picture is reported when it is its turn */
async function headerOf(picture: LabelledPicture | undefined): Promise<PictureHeader | undefined> {
  const bytes = await picture?.file
    .read()
    .catch((error: unknown) => (isFileGone(error) ? readingFailure(error) : undefined));
  return bytes && readPictureHeader(bytes);
}

export interface PhotoReading {
  readonly face: ImageSpec; // how the faces are stored
  readonly splitSource: DatasetManifest['splitSource'];
  /** What is already known to be left out. */
  readonly rejections?: readonly Rejection[];
}

/** Reads photos and cuts out their faces. @throws AppError faces/unavailable */
export async function* readPhotos(
  pictures: readonly LabelledPicture[],
  { face, splitSource, rejections = [] }: PhotoReading,
): AsyncGenerator<Portion, ReadEnd, void> {
  const cutter = await startFaceCutter(face);
  if (rejections.length > 0) yield { samples: [], rejections, doneBytes: 0, mostToCome: pictures.length };
  return yield* readPictures(pictures, { splitSource, decode: cutter.cut, batch: BATCH });
}
