import { imageBytes, type ImageSpec } from '../shared/dataset';
import type { InputContract } from '../shared/model-card';
import type { Augmentation } from '../shared/recipe';
import { type AugmentKey, drawBlur, drawErasedBox, drawLight, drawWarp } from './augment-draws';
import { blur } from './blur';
import { relight } from './light';
import { modelInput } from './model-input';
import type { Samples } from './samples';
import { warpPixels } from './warp';

/**
 * One training batch, ready for the network: warp, light, the model's own scaling, erasing.
 *
 * @param positions [B], into samples
 * @param out [B, height, width, channels], filled and returned where it is given
 */
export function trainingInput(
  samples: Samples,
  positions: Uint32Array,
  { augmentation, seed, epoch }: { augmentation: Augmentation; seed: number; epoch: number },
  contract: InputContract,
  out = new Float32Array(positions.length * imageBytes(samples.image)),
): Float32Array {
  const { image } = samples;
  const size = imageBytes(image);
  const keyOf = (position: number): AugmentKey => ({ seed, epoch, index: samples.indices[position] ?? 0 });
  for (const [place, position] of positions.entries()) {
    const pixels = samples.pixels.subarray(position * size, (position + 1) * size);
    augmentPixels(
      pixels,
      image,
      augmentation,
      keyOf(position),
      out.subarray(place * size, (place + 1) * size),
    );
  }
  modelInput(out, positions.length, contract, out);
  for (const [place, position] of positions.entries()) {
    erase(out.subarray(place * size, (place + 1) * size), image, augmentation, keyOf(position));
  }
  return out;
}

/** Warp, blur, then light, of one picture. @param out same length, 0..255, fractions kept */
export function augmentPixels(
  pixels: Uint8Array,
  image: ImageSpec,
  augmentation: Augmentation,
  key: AugmentKey,
  out: Float32Array,
): void {
  const { flip, rotationDeg, scale, shift, shearDeg, aspect, zoom, crop } = augmentation;
  if (flip || rotationDeg || scale || shift || shearDeg || aspect || zoom || crop)
    warpPixels(pixels, image, drawWarp(augmentation, image, key), out);
  else out.set(pixels);
  if (drawBlur(augmentation, key)) blur(out, image);
  relight(out, image, drawLight(augmentation, key));
}

/** Sets the erased box, if there is one, to 0: after scaling that is the mean of a standardised picture. */
export function erase(
  input: Float32Array,
  image: ImageSpec,
  augmentation: Augmentation,
  key: AugmentKey,
): void {
  const box = drawErasedBox(augmentation, image, key);
  if (!box) return;
  const { width, channels } = image;
  for (let row = box.top; row < box.top + box.rows; row += 1) {
    const start = (row * width + box.left) * channels;
    input.fill(0, start, start + box.columns * channels);
  }
}
