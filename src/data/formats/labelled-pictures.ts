import { FER2013_IMAGE } from '../../shared/dataset';
import { decodePictures } from '../decode-pictures';
import { readFolders } from '../image-folders';
import { LABELS, tooLarge } from '../limits';
import type { PictureChoice } from '../picture-choice';
import { packedBytes, type PictureReading, readPictures } from '../read-pictures';
import type { Reader } from '../reader';
import type { SourceFile } from '../source-file';
import { lookAt, readPhotos } from './photos';

const BATCH = 256; // pictures
const BATCH_BYTES = 32 * 1024 * 1024; // unpacked; two batches are in memory at once

/**
 * Pictures sorted into folders: `…/<label>/<name>.jpg`; PNG, WebP and BMP too. Out of photos the
 * faces are cut.
 *
 * @returns undefined when no two labels are found
 * @throws AppError data/too-large for more labels than a byte can tell apart
 */
export async function openLabelledPictures(
  files: readonly SourceFile[],
  { are, image, several, parts }: PictureChoice,
): Promise<Reader | undefined> {
  const { labels, pictures, splitSource, partsDisagree } = readFolders(files, ({ path }) => path, parts);
  if (labels.length < 2) return undefined;
  if (labels.length > LABELS) throw tooLarge('labels', LABELS);
  const common = {
    labels,
    isDrawn: false,
    totalBytes: packedBytes(pictures),
    totalImages: pictures.length,
    listed: { samples: pictures, rejections: [], splitSource, partsDisagree },
    ignored: files.length - pictures.length,
  };
  const look = await lookAt(pictures);
  if (are === 'photos' || (are === undefined && look.arePhotos)) {
    const face = image ?? FER2013_IMAGE;
    const read = () => readPhotos(pictures, { image: face, several, splitSource });
    return { ...common, kind: 'photos', image: face, read };
  }
  const stored = image ?? look.image;
  const decode: PictureReading['decode'] = (pictureFiles, before) =>
    decodePictures(pictureFiles, stored, before);
  const read = () => readPictures(pictures, { splitSource, decode, batch: BATCH, batchBytes: BATCH_BYTES });
  return { ...common, kind: 'image-folders', image: stored, read };
}
