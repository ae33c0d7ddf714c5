import type { ImageSpec } from '../shared/dataset';

/** How the light of a picture changes. */
export interface Light {
  readonly gamma: number; // 1: as it is
  /** Grey levels added at the right and the lower edge, and taken away at those opposite. */
  readonly shadeX: number;
  readonly shadeY: number;
  /** Half of the share of light that is missing at the right (or, negative, the left) and the lower (upper) side. */
  readonly darkX: number;
  readonly darkY: number;
  readonly brightness: number; // 1: as it is
  readonly contrast: number; // 1: as it is
  /** Noise is this times grain(grainKey, element). */
  readonly noise: number;
  readonly grainKey: number; // 24 bits: exact as a float32
}

/** Standard deviation of a grain. */
export const GRAIN_DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/**
 * Nearly normal: four bytes added, around 0. Whole numbers, so that the GPU has the same ones.
 *
 * @param element of the picture: pixel and channel
 */
function grain(key: number, element: number): number {
  let hash = key ^ Math.imul(element, 0x9e3779b9);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  hash ^= hash >>> 16;
  return (hash & 255) + ((hash >>> 8) & 255) + ((hash >>> 16) & 255) + (hash >>> 24) - 510;
}

/** Gamma, one dark side and shade, then brightness, contrast around the mean and noise, cut to 0..255 as a camera would. */
export function relight(picture: Float32Array, image: ImageSpec, light: Light): void {
  const { gamma, shadeX, shadeY, darkX, darkY, brightness, contrast, noise, grainKey } = light;
  if (gamma !== 1) for (const [at, value] of picture.entries()) picture[at] = 255 * (value / 255) ** gamma;
  const isShaded = shadeX !== 0 || shadeY !== 0 || darkX !== 0 || darkY !== 0;
  if (isShaded) shadePixels(picture, image, light);
  const isLit = gamma !== 1 || isShaded || brightness !== 1 || contrast !== 1;
  if (!isLit && noise === 0) return;
  let sum = 0;
  for (let index = 0; index < picture.length; index += 1) sum += picture[index] as number;
  const mean = (brightness * sum) / picture.length;
  const factor = brightness * contrast;
  const offset = mean * (1 - contrast);
  for (let index = 0; index < picture.length; index += 1) {
    const lit = (picture[index] as number) * factor + offset;
    const value = noise === 0 ? lit : lit + noise * grain(grainKey, index);
    picture[index] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}

function shadePixels(picture: Float32Array, { height, width, channels }: ImageSpec, light: Light): void {
  const { shadeX, shadeY, darkX, darkY } = light;
  const brightest = 1 - Math.abs(darkX) - Math.abs(darkY);
  for (let at = 0; at < picture.length; at += 1) {
    const acrossX = acrossOf(Math.floor(at / channels) % width, width - 1);
    const acrossY = acrossOf(Math.floor(at / channels / width), height - 1);
    const left = brightest - darkX * acrossX - darkY * acrossY;
    picture[at] = (picture[at] as number) * left + shadeX * acrossX + shadeY * acrossY;
  }
}

/** -1 at the first, 1 at the last. */
function acrossOf(place: number, last: number): number {
  return (2 * place - last) / Math.max(1, last);
}
