import { decodeColours } from '../data/decode-colours';
import { PICTURE_AREA, PICTURE_BYTES } from '../data/limits';
import { isHeic, readPictureHeader } from '../data/picture-header';
import type { PlacedFile } from '../data/source-file';
import type { Answer, FaceReading } from '../live/recognize';
import type { Recognizer } from '../live/recognizer';
import type { RejectionReason } from '../shared/dataset';
import type { Box } from '../shared/geometry';
import { gifSize, isAnimated, isGif } from './animation';

/** One face of a photo. */
export interface PhotoFace extends Pick<FaceReading, 'box' | 'doubts'> {
  readonly answer: Answer;
}

/** What is known of one photo. */
export type PhotoReading =
  | {
      readonly kind: 'read';
      readonly path: string;
      readonly width: number; // px, as decoded
      readonly height: number;
      readonly faces: readonly PhotoFace[]; // largest first
      /** A small JPEG for the page to show. */
      readonly thumbnail: Blob;
      /** A sticker that moves: its first frame was read. */
      readonly isAnimated: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly path: string;
      readonly reason: Extract<
        RejectionReason,
        'picture-unreadable' | 'picture-heic' | 'picture-size' | 'picture-bytes'
      >;
    };

export interface PhotoProgress {
  readonly done: number;
  readonly total: number;
  readonly readings: readonly PhotoReading[]; // since the last progress
}

const THUMBNAIL_SIDE = 192; // px, the longer one
const TOLD_EVERY_MS = 100;

/** Reads photo after photo. What was read before a stop has been told. */
export async function* readPhotos(
  files: readonly PlacedFile[],
  recognizer: Recognizer,
  signal: AbortSignal,
): AsyncGenerator<PhotoProgress, void, void> {
  let readings: PhotoReading[] = [];
  let toldMs = performance.now();
  for (const [index, file] of files.entries()) {
    if (signal.aborted) break;
    readings.push(await readPhoto(file, recognizer));
    if (performance.now() - toldMs < TOLD_EVERY_MS) continue;
    yield { done: index + 1, total: files.length, readings };
    readings = [];
    toldMs = performance.now();
  }
  if (readings.length > 0) yield { done: files.length, total: files.length, readings };
}

async function readPhoto({ path, file }: PlacedFile, recognizer: Recognizer): Promise<PhotoReading> {
  if (file.size > PICTURE_BYTES) return { kind: 'refused', path, reason: 'picture-bytes' };
  const bytes = await file.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => undefined, // gone, or not ours to read
  );
  const header = bytes && (isGif(bytes) ? gifHeader(bytes) : readPictureHeader(bytes));
  if (!bytes || !header) {
    const reason = bytes && isHeic(bytes) ? 'picture-heic' : 'picture-unreadable';
    return { kind: 'refused', path, reason };
  }
  if (header.width * header.height > PICTURE_AREA) return { kind: 'refused', path, reason: 'picture-size' };
  const picture = await decodeColours(bytes, header);
  if (!picture) return { kind: 'refused', path, reason: 'picture-unreadable' };
  const { faces } = await recognizer.recognize(picture, {
    timeMs: 0,
    isStill: true,
    isRaw: false,
    isNeutral: false,
  });
  return {
    kind: 'read',
    path,
    width: picture.width,
    height: picture.height,
    faces: faces.flatMap(photoFace),
    thumbnail: await thumbnailOf(picture),
    isAnimated: isAnimated(bytes),
  };
}

/** A GIF is decoded as any picture is; only its header is its own. */
function gifHeader(bytes: Uint8Array) {
  return { type: 'image/png', ...gifSize(bytes), hasMetadata: false } as const;
}

function photoFace({ box, doubts, answers: [answer] }: FaceReading): PhotoFace[] {
  return answer ? [{ box: boxOf(box), doubts, answer }] : [];
}

function boxOf({ x, y, width, height }: Box): Box {
  return { x, y, width, height };
}

async function thumbnailOf(picture: ImageData): Promise<Blob> {
  const { width, height } = picture;
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(width, height));
  const small = await createImageBitmap(picture, {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
    resizeQuality: 'medium',
  });
  const canvas = new OffscreenCanvas(small.width, small.height);
  canvas.getContext('2d')?.drawImage(small, 0, 0);
  small.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}
