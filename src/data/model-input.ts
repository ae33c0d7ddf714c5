import { imageBytes } from '../shared/dataset';
import type { InputContract } from '../shared/model-card';

// A flat picture would otherwise be divided by nothing; 1/48 of the range is the floor that training uses too.
export const LEAST_STD = 255 / 48;

/**
 * Pixels as a network expects them. Training, evaluation, live and photos all go through here, so that they
 * cannot disagree.
 *
 * @param pixels [images, height, width, channels], 0..255
 * @param out filled and returned where it is given; its length is that of pixels
 * @returns float32, same shape. 'raw': 0..255. 'unit': 0..1. 'standardise': per picture and over all its values,
 *   (x - mean) / max(std, 255 / 48)
 * @throws Error when the lengths disagree
 */
export function modelInput(
  pixels: Uint8Array | Float32Array,
  images: number,
  contract: InputContract,
  out = new Float32Array(pixels.length),
): Float32Array {
  const size = imageBytes(contract.image);
  if (pixels.length !== images * size || out.length !== pixels.length) {
    throw new Error(
      `modelInput: ${images} pictures of ${size} values, ${pixels.length} given, room for ${out.length}`,
    );
  }
  if (contract.scaling === 'raw') out.set(pixels);
  else if (contract.scaling === 'unit') scale(pixels, 0, pixels.length, 0, 1 / 255, out);
  else
    for (let start = 0; start < pixels.length; start += size) standardise(pixels, start, start + size, out);
  return out;
}

function standardise(pixels: Uint8Array | Float32Array, start: number, end: number, out: Float32Array): void {
  let sum = 0;
  for (let index = start; index < end; index += 1) sum += pixels[index] as number;
  const mean = sum / (end - start);
  let squares = 0;
  for (let index = start; index < end; index += 1) squares += ((pixels[index] as number) - mean) ** 2;
  const std = Math.sqrt(squares / (end - start));
  scale(pixels, start, end, mean, 1 / Math.max(std, LEAST_STD), out);
}

function scale(
  pixels: Uint8Array | Float32Array,
  start: number,
  end: number,
  offset: number,
  factor: number,
  out: Float32Array,
): void {
  for (let index = start; index < end; index += 1) out[index] = ((pixels[index] as number) - offset) * factor;
}
