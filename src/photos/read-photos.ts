import { decodeColours } from '../data/decode-colours';
import { PICTURE_AREA, PICTURE_BYTES } from '../shared/picture-limits';
import { isHeic, readPictureHeader } from '../shared/picture-header';
import type { PlacedFile } from '../data/source-file';
import type { Answer, FaceReading } from '../live/recognize';
import type { Recognizer } from '../live/recognizer';
import type { RejectionReason } from '../shared/dataset';
import { AppError, type ErrorCode, FATAL_CODES } from '../shared/errors';
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
      /** By its bytes, whatever its name says. */
      readonly isGif: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly path: string;
      readonly reason:
        | Extract<RejectionReason, 'picture-unreadable' | 'picture-heic' | 'picture-size' | 'picture-bytes'>
        | 'not-read'; // something went wrong that nobody foresaw
    };

export interface PhotoProgress {
  readonly done: number;
  readonly total: number;
  readonly readings: readonly PhotoReading[]; // since the last progress
}

const THUMBNAIL_SIDE = 192; // px, the longer one
const TOLD_EVERY_MS = 100;

/** Where these go wrong, no other photo would fare better. */
const ENDS_ALL: ReadonlySet<ErrorCode> = new Set([...FATAL_CODES, 'storage/missing']);

/**
 * Reads photo after photo, in their order. What was read before a stop or a failure has been told; one bad photo is
 * refused and does not hold up the others.
 *
 * @throws AppError compute/…, faces/unavailable, storage/missing
 */
export async function* readPhotos(
  files: readonly PlacedFile[],
  recognizer: Pick<Recognizer, 'recognize'>,
  signal: AbortSignal,
): AsyncGenerator<PhotoProgress, void, void> {
  let readings: PhotoReading[] = [];
  let toldMs = -Infinity; // the first at once: who goes on after a crash learns whether that one was the reason
  let done = 0;
  const now = (): PhotoProgress => ({ done, total: files.length, readings });
  for (const file of files) {
    if (signal.aborted) break;
    try {
      readings.push(await readPhoto(file, recognizer));
    } catch (error) {
      if (error instanceof AppError && ENDS_ALL.has(error.code)) {
        if (readings.length > 0) yield now();
        throw error;
      }
      console.error(error); // its stack: the page says only that it happened
      readings.push({ kind: 'refused', path: file.path, reason: 'not-read' });
    }
    done += 1;
    if (performance.now() - toldMs < TOLD_EVERY_MS) continue;
    yield now();
    readings = [];
    toldMs = performance.now();
  }
  if (readings.length > 0) yield now();
}

async function readPhoto(
  { path, file }: PlacedFile,
  recognizer: Pick<Recognizer, 'recognize'>,
): Promise<PhotoReading> {
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
    isGif: isGif(bytes),
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
