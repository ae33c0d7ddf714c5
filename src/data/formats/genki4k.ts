import { FER2013_IMAGE, type Pose, type Rejection } from '../../shared/dataset';
import { AppError } from '../../shared/errors';
import { SMILES } from '../../shared/labels';
import { LABELS_FILE_BYTES } from '../limits';
import type { PictureChoice } from '../picture-choice';
import { type LabelledPicture, packedBytes } from '../read-pictures';
import type { Reader } from '../reader';
import { isFileGone, readingFailure } from '../reading-failure';
import type { SourceFile } from '../source-file';
import { readPhotos } from './photos';

/** smile 1 or 0, then yaw, pitch, roll in radians. */
const LABEL_LINE = /^[01](\s+-?\d+(\.\d+)?(e-?\d+)?){3}\s*$/i;

/**
 * GENKI-4K (MPLab, UC San Diego): `labels.txt`, whose line N is about `files/fileNNNN.jpg`, and raw photos of people. The
 * face of each is found and cut out; how the head is turned is kept with it.
 *
 * @param choice how the faces are stored, and what becomes of photos with several
 * @returns undefined where there is no such labels.txt with a photo beside it
 * @throws AppError data/bad-archive for a labels.txt that does not unpack
 */
export async function openGenki4k(
  files: readonly SourceFile[],
  { name, choice }: { readonly name: string; readonly choice: PictureChoice },
): Promise<Reader | undefined> {
  const labels = files.find(
    ({ path, size }) => /(^|\/)labels\.txt$/i.test(path) && size <= LABELS_FILE_BYTES,
  );
  if (!labels) return undefined;
  const lines = await linesOf(labels, name);
  if (!LABEL_LINE.test(lines[0] ?? '')) return undefined;
  const { pictures, rejections } = photosOf(lines, files, labels.path.slice(0, -'labels.txt'.length));
  if (pictures.length === 0) return undefined;
  const { image = FER2013_IMAGE, several } = choice;
  return {
    kind: 'genki4k',
    labels: SMILES,
    image,
    isDrawn: false,
    totalBytes: packedBytes(pictures),
    totalImages: pictures.length,
    drawnSplits: ['validation', 'test'],
    listed: { samples: pictures, rejections, splitSource: 'seeded' },
    ignored: files.length - pictures.length - 1,
    read: () => readPhotos(pictures, { image, several, splitSource: 'seeded', rejections }),
  };
}

async function linesOf(file: SourceFile, name: string): Promise<string[]> {
  const bytes = await file.read().catch((error: unknown) => {
    if (isFileGone(error)) readingFailure(error, name);
    throw new AppError('data/bad-archive', { name }, { cause: error });
  });
  return new TextDecoder().decode(bytes).trimEnd().split(/\r?\n/);
}

interface Photos {
  readonly pictures: readonly LabelledPicture[];
  readonly rejections: readonly Rejection[];
}

/** Line by line: its photo, or why there is none. @param folder of labels.txt, with its slash */
function photosOf(lines: readonly string[], files: readonly SourceFile[], folder: string): Photos {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const pictures: LabelledPicture[] = [];
  const rejections: Rejection[] = [];
  for (const [index, line] of lines.entries()) {
    const told = readLine(line);
    const path = `${folder}files/file${String(index + 1).padStart(4, '0')}.jpg`;
    const file = byPath.get(path);
    if (!told) rejections.push({ at: { row: index + 1 }, reason: 'label-unknown', found: line.slice(0, 32) });
    else if (file) pictures.push({ file, path, ...told, split: 'train' });
    else rejections.push({ at: { file: path }, reason: 'file-missing' });
  }
  return { pictures, rejections };
}

/** Label and pose of one line. @returns undefined for a line of another kind */
function readLine(line: string): { readonly label: number; readonly pose: Pose } | undefined {
  if (!LABEL_LINE.test(line)) return undefined;
  const [smile, yaw = 0, pitch = 0, roll = 0] = line.trim().split(/\s+/).map(Number);
  return { label: smile === 1 ? 0 : 1, pose: [yaw, pitch, roll] };
}
