import type { FoundFace } from '../faces/face-finder';
import { imageBytes, type ImageSpec } from '../shared/dataset';
import type { CropSquare } from '../shared/geometry';

/** Why an answer about a face should not be trusted. */
export type Doubt =
  'hardly-a-face' | 'cut-off' | 'too-small' | 'turned' | 'tilted' | 'too-dark' | 'too-bright' | 'blurred';

const SURE_FACE = 0.6; // the detector's score
const LEAST_EYE_DISTANCE = 24; // px; below it the picture is blown up
const FARTHEST_NOSE = 0.35; // from the middle of the eyes, in eye distances: yaw of about 35 degrees
const STEEPEST_ROLL = (35 * Math.PI) / 180;
const MOST_OUTSIDE = 0.2; // of the crop; the edge of the picture is drawn out there
const DARKEST = 40; // mean of 0..255
const BRIGHTEST = 220;
// Mean square of the Laplacian over the variance. Blurred over 5 px of 48 a face has less; see test/live/doubts.test.ts.
const LEAST_DETAIL = 0.02;

/** What was looked at, and where it lies in its frame. */
interface Place {
  readonly crop: CropSquare;
  readonly frame: { readonly width: number; readonly height: number };
}

/**
 * What speaks against this answer, the gravest first.
 *
 * @param pixels of the crop as the network gets them, [H, W, C], 0..255
 */
export function doubtsAbout(
  face: FoundFace,
  pixels: Uint8Array,
  image: ImageSpec,
  { crop, frame }: Place,
): Doubt[] {
  const { rightEye, leftEye, nose } = face.keypoints;
  const eyeDistance = Math.hypot(leftEye.x - rightEye.x, leftEye.y - rightEye.y);
  const { mean, detail } = lightAndDetail(greyRows(pixels, image), image.width);
  const checks: readonly (readonly [Doubt, boolean])[] = [
    ['hardly-a-face', face.score < SURE_FACE],
    ['cut-off', shareOutside(crop, frame) > MOST_OUTSIDE],
    ['too-dark', mean < DARKEST],
    ['too-bright', mean > BRIGHTEST],
    ['too-small', eyeDistance < LEAST_EYE_DISTANCE],
    ['turned', noseOffset(rightEye, leftEye, nose) > FARTHEST_NOSE * eyeDistance],
    ['tilted', Math.abs(Math.atan2(leftEye.y - rightEye.y, leftEye.x - rightEye.x)) > STEEPEST_ROLL],
    ['blurred', detail < LEAST_DETAIL],
  ];
  return checks.filter(([, holds]) => holds).map(([doubt]) => doubt);
}

const GRID = 20; // points along a side

/** How much of a square lies outside its frame, 0..1, by points on a grid. */
function shareOutside({ centre, side, roll }: CropSquare, { width, height }: Place['frame']): number {
  let outside = 0;
  for (let at = 0; at < GRID * GRID; at += 1) {
    const across = (((at % GRID) + 0.5) / GRID - 0.5) * side;
    const down = ((Math.floor(at / GRID) + 0.5) / GRID - 0.5) * side;
    const x = centre.x + across * Math.cos(roll) - down * Math.sin(roll);
    const y = centre.y + across * Math.sin(roll) + down * Math.cos(roll);
    if (x < 0 || y < 0 || x >= width || y >= height) outside += 1;
  }
  return outside / (GRID * GRID);
}

type Point = FoundFace['keypoints']['nose'];

/** How far the nose stands from the middle of the eyes, along the line of the eyes, px. */
function noseOffset(rightEye: Point, leftEye: Point, nose: Point): number {
  const across = { x: leftEye.x - rightEye.x, y: leftEye.y - rightEye.y };
  const length = Math.hypot(across.x, across.y);
  if (length === 0) return Number.POSITIVE_INFINITY;
  const x = nose.x - (rightEye.x + leftEye.x) / 2;
  const y = nose.y - (rightEye.y + leftEye.y) / 2;
  return Math.abs(x * across.x + y * across.y) / length;
}

function greyRows(pixels: Uint8Array, image: ImageSpec): Float32Array {
  const grey = new Float32Array(imageBytes(image) / image.channels);
  for (let at = 0; at < grey.length; at += 1) {
    let sum = 0;
    for (let channel = 0; channel < image.channels; channel += 1)
      sum += pixels[at * image.channels + channel] ?? 0;
    grey[at] = sum / image.channels;
  }
  return grey;
}

/** Mean brightness, and how much of the contrast is fine detail: a picture out of focus has little. */
function lightAndDetail(grey: Float32Array, width: number): { mean: number; detail: number } {
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  const variance = grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length;
  let squares = 0;
  let count = 0;
  for (let at = width; at < grey.length - width; at += 1) {
    const column = at % width;
    if (column === 0 || column === width - 1) continue;
    squares += laplacian(grey, at, width) ** 2;
    count += 1;
  }
  return { mean, detail: variance === 0 ? 0 : squares / count / variance };
}

function laplacian(grey: Float32Array, at: number, width: number): number {
  const value = (place: number): number => grey[place] ?? 0;
  return value(at - 1) + value(at + 1) + value(at - width) + value(at + width) - 4 * value(at);
}
