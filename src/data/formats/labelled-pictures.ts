import { FER2013_IMAGE, type ImageSpec } from '../../shared/dataset';
import { AppError } from '../../shared/errors';
import { decodePictures } from '../decode-pictures';
import { readFolders } from '../image-folders';
import { packedBytes, readPictures } from '../read-pictures';
import type { Reader } from '../reader';
import type { SourceFile } from '../source-file';
import { arePhotos, readPhotos } from './photos';

const LABEL_LIMIT = 256; // labels are stored as bytes
const BATCH = 256; // pictures

/**
 * Pictures sorted into folders: `…/<label>/<name>.jpg`; PNG, WebP and BMP too. Out of photos the
 * faces are cut.
 *
 * @param face how faces cut out of photos are stored
 * @returns undefined when no two labels are found
 * @throws AppError data/too-large for more labels than a byte can tell apart
 */
export async function openLabelledPictures(
  files: readonly SourceFile[],
  face: ImageSpec,
): Promise<Reader | undefined> {
  const { labels, pictures, splitSource } = readFolders(files, ({ path }) => path);
  if (labels.length < 2) return undefined;
  if (labels.length > LABEL_LIMIT) throw new AppError('data/too-large', { limit: LABEL_LIMIT });
  const common = {
    labels,
    isDrawn: false,
    totalBytes: packedBytes(pictures),
    totalImages: pictures.length,
  };
  if (await arePhotos(pictures)) {
    const read = () => readPhotos(pictures, { face, splitSource });
    return { ...common, kind: 'photos', image: face, read };
  }
  const read = () => readPictures(pictures, { splitSource, decode: decodePictures, batch: BATCH });
  return { ...common, kind: 'image-folders', image: FER2013_IMAGE, read };
}
