import type { ImageSpec } from '../shared/dataset';
import type { Augmentation } from '../shared/recipe';

/**
 * One geometric change of a picture about its centre. The content is flipped, stretched, sheared, turned, scaled, drawn
 * apart along the axes and moved.
 */
export interface Warp {
  readonly isFlipped: boolean;
  readonly rotation: number; // radians, clockwise on screen
  readonly scale: number; // 1: as it is, 2: twice as large
  readonly shear: number; // tangent of the angle at which upright lines lean
  readonly aspect: number; // width to height, times this; the area stays
  readonly seenX: number; // how much of the width is seen, 1: as it is
  readonly seenY: number;
  readonly shiftX: number; // px, to the right
  readonly shiftY: number; // px, down
  readonly fill: NonNullable<Augmentation['fill']>;
}

/** Where an output pixel comes from: (xx x + xy y, yx x + yy y) from the centre, once it is moved back. */
interface SourceMatrix {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

export function sourceMatrix(warp: Warp): SourceMatrix {
  const { isFlipped, rotation, scale, shear, aspect, seenX, seenY } = warp;
  const cos = Math.cos(rotation) / scale;
  const sin = Math.sin(rotation) / scale;
  const stretch = Math.sqrt(aspect);
  const alongX = (isFlipped ? -1 : 1) / stretch;
  return {
    xx: alongX * (cos + shear * sin) * seenX,
    xy: alongX * (sin - shear * cos) * seenY,
    yx: -sin * stretch * seenX,
    yy: cos * stretch * seenY,
  };
}

/**
 * Applies one warp: every output pixel is looked up in the input, bilinear; beyond the edge pixels as the warp fills it.
 *
 * @param out same length as pixels, 0..255
 */
export function warpPixels(
  pixels: Uint8Array,
  { height, width, channels }: ImageSpec,
  warp: Warp,
  out: Float32Array,
): void {
  const [lastX, lastY] = [width - 1, height - 1];
  const { xx, xy, yx, yy } = sourceMatrix(warp);
  const stride = width * channels;
  const inside = warp.fill === 'nearest' ? nearest : reflect;
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    const fromCentreY = y - lastY / 2 - warp.shiftY;
    for (let x = 0; x < width; x += 1) {
      const fromCentreX = x - lastX / 2 - warp.shiftX;
      const sourceX = inside(lastX / 2 + (xx * fromCentreX + xy * fromCentreY), lastX);
      const sourceY = inside(lastY / 2 + yy * fromCentreY + yx * fromCentreX, lastY);
      const left = sourceX | 0;
      const top = sourceY | 0;
      const shareX = sourceX - left;
      const shareY = sourceY - top;
      const toRight = left < lastX ? channels : 0;
      const toBottom = top < lastY ? stride : 0;
      const start = top * stride + left * channels;
      for (let corner = start; corner < start + channels; corner += 1) {
        const upperLeft = pixels[corner] as number;
        const lowerLeft = pixels[corner + toBottom] as number;
        const upper = upperLeft + shareX * ((pixels[corner + toRight] as number) - upperLeft);
        const lower = lowerLeft + shareX * ((pixels[corner + toBottom + toRight] as number) - lowerLeft);
        out[at] = upper + shareY * (lower - upper);
        at += 1;
      }
    }
  }
}

/** Folds a coordinate into 0..last: … 2 1 0 1 2 … last-1 last last-1 … */
function reflect(coordinate: number, last: number): number {
  const positive = coordinate < 0 ? -coordinate : coordinate;
  if (positive <= last) return positive;
  if (last === 0) return 0;
  const inPeriod = positive % (2 * last);
  return inPeriod <= last ? inPeriod : 2 * last - inPeriod;
}

function nearest(coordinate: number, last: number): number {
  return coordinate < 0 ? 0 : coordinate > last ? last : coordinate;
}
