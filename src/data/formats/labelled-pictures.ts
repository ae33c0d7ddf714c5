import { FER2013_IMAGE, type Pose, type Rejection } from '../../shared/dataset';
import { decodePictures } from '../decode-pictures';
import { readFolders } from '../image-folders';
import { leavingOut } from '../left-out';
import { LABELS, POSES_FILE_BYTES, tooLarge } from '../limits';
import type { PictureChoice } from '../picture-choice';
import { POSE_HEADER, POSE_LIST, readPoseList } from '../pose-list';
import { packedBytes, type PictureReading, readPictures } from '../read-pictures';
import type { Reader } from '../reader';
import { isFileGone, readingFailure } from '../reading-failure';
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
  const folders = readFolders(files, ({ path }) => path, parts);
  const { labels, splitSource, partsDisagree } = folders;
  if (labels.length < 2) return undefined;
  if (labels.length > LABELS) throw tooLarge('labels', LABELS);
  const { poseOf, rejections, lists } = await posesIn(files);
  const pictures = folders.pictures.map(({ file, path, label, split }) => ({
    file,
    path,
    label,
    split,
    pose: poseOf(path),
  }));
  const common = {
    labels,
    isDrawn: false,
    totalBytes: packedBytes(pictures),
    totalImages: pictures.length,
    listed: { samples: pictures, rejections: [], splitSource, partsDisagree },
    ignored: files.length - pictures.length - lists,
  };
  const look = await lookAt(pictures);
  if (are === 'photos' || (are === undefined && look.arePhotos)) {
    const face = image ?? FER2013_IMAGE;
    const read = () => readPhotos(pictures, { image: face, several, splitSource });
    return leavingOut({ ...common, kind: 'photos', image: face, read }, rejections);
  }
  const stored = image ?? look.image;
  const decode: PictureReading['decode'] = (pictureFiles, before) =>
    decodePictures(pictureFiles, stored, before);
  const read = () => readPictures(pictures, { splitSource, decode, batch: BATCH, batchBytes: BATCH_BYTES });
  return leavingOut({ ...common, kind: 'image-folders', image: stored, read }, rejections);
}

interface Poses {
  poseOf(path: string): Pose | undefined;
  readonly rejections: readonly Rejection[];
  readonly lists: 0 | 1; // files that were read
}

/** How the heads are turned, where the source is a zip of ours, or the folder that one was unpacked to. */
async function posesIn(files: readonly SourceFile[]): Promise<Poses> {
  const isList = ({ path, size }: SourceFile) =>
    (path === POSE_LIST || path.endsWith(`/${POSE_LIST}`)) && size <= POSES_FILE_BYTES;
  const file = files.find(isList);
  const text = file && (await textOf(file));
  const list = text === undefined ? undefined : readPoseList(text);
  if (!file || !list) return { poseOf: () => undefined, rejections: [], lists: 0 };
  const { poses, badRow } = list;
  const folder = file.path.slice(0, -POSE_LIST.length);
  const poseOf = (path: string) =>
    path.startsWith(folder) ? poses.get(path.slice(folder.length)) : undefined;
  const at = { file: file.path };
  const rejections: Rejection[] =
    badRow === undefined ? [] : [{ at, reason: 'poses-unreadable', found: String(badRow) }];
  return { poseOf, rejections, lists: 1 };
}

/** A damaged one is as good as one whose first row is. */
async function textOf(file: SourceFile): Promise<string> {
  const bytes = await file.read().catch((error: unknown) => {
    if (isFileGone(error)) readingFailure(error, file.path);
    return new TextEncoder().encode(`${POSE_HEADER}?`);
  });
  return new TextDecoder().decode(bytes);
}
