import type { ImageSpec } from '../../shared/dataset';
import { squareOf } from '../grey';

/** Side of the grey sketch in which pictures of any size are compared: FER2013's own, where the limits were found. */
export const SKETCH_SIDE = 48; // px
export const SKETCH_BYTES = SKETCH_SIDE * SKETCH_SIDE;

/** @returns [48, 48], grey; the pixels themselves where they are that already */
export function sketchOf(pixels: Uint8Array, { height, width, channels }: ImageSpec): Uint8Array {
  if (height === SKETCH_SIDE && width === SKETCH_SIDE && channels === 1) return pixels;
  return squareOf({ height, width, pixels: channels === 1 ? pixels : toGrey(pixels) }, SKETCH_SIDE);
}

/** As greyOf, of pixels of three bytes. */
function toGrey(pixels: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: pixels.length / 3 }, (_, index) => {
    const at = index * 3;
    const [red, green, blue] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
    return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  });
}
