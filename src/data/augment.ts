import { imageBytes, type ImageSpec } from '../shared/dataset';
import type { InputContract } from '../shared/model-card';
import { PURPOSE, randomUniform } from '../shared/random';
import type { Augmentation } from '../shared/recipe';
import { blur } from './blur';
import { GRAIN_DEVIATION, type Light, relight } from './light';
import { modelInput } from './model-input';
import type { Samples } from './samples';

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

/** Where the randomness of one picture comes from: nothing else decides what happens to it. */
interface AugmentKey {
  readonly seed: number;
  readonly epoch: number;
  readonly index: number; // of the sample in its dataset
}

// One counter per decision, so that changing one amount leaves the other draws as they were.
const DRAW = {
  flip: 0,
  rotation: 1,
  scale: 2,
  shiftX: 3,
  shiftY: 4,
  brightness: 5,
  contrast: 6,
  erases: 7,
  erasedArea: 8,
  erasedAspect: 9,
  erasedX: 10,
  erasedY: 11,
  shear: 12,
  aspect: 13,
  gamma: 14,
  shadeX: 15,
  shadeY: 16,
  noise: 17,
  grain: 18,
  zoomX: 19,
  zoomY: 20,
  cropSize: 21,
  cropX: 22,
  cropY: 23,
  warps: 24,
  litGamma: 25,
  litShade: 26,
  litBrightness: 27,
  litContrast: 28,
  litNoise: 29,
  darkens: 30,
  darkSide: 31,
  darkDepth: 32,
  blurs: 33,
} as const;

function uniform({ seed, epoch, index }: AugmentKey, draw: keyof typeof DRAW): number {
  return randomUniform(seed, PURPOSE.augment, epoch, index, DRAW[draw]);
}

/** Uniform in -1..1. */
function signed(key: AugmentKey, draw: keyof typeof DRAW): number {
  return 2 * uniform(key, draw) - 1;
}

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

/** Whether a picture is blurred. */
export function drawBlur({ blur: share = 0 }: Augmentation, key: AugmentKey): boolean {
  return share > 0 && uniform(key, 'blurs') < share;
}

/** The light that a recipe and a key decide on. */
export function drawLight(augmentation: Augmentation, key: AugmentKey): Light {
  const { lit } = augmentation;
  const amount = (name: 'gamma' | 'shade' | 'brightness' | 'contrast' | 'noise', draw: keyof typeof DRAW) =>
    happens(lit, key, draw) ? (augmentation[name] ?? 0) : 0;
  const shade = amount('shade', 'litShade');
  return {
    gamma: 1 + amount('gamma', 'litGamma') * signed(key, 'gamma'),
    shadeX: 255 * shade * signed(key, 'shadeX'),
    shadeY: 255 * shade * signed(key, 'shadeY'),
    ...drawDarkening(augmentation, key),
    brightness: 1 + amount('brightness', 'litBrightness') * signed(key, 'brightness'),
    contrast: 1 + amount('contrast', 'litContrast') * signed(key, 'contrast'),
    noise: (255 * amount('noise', 'litNoise') * uniform(key, 'noise')) / GRAIN_DEVIATION,
    grainKey: uniform(key, 'grain') * 2 ** 24,
  };
}

/** Whether something that changes a share of the pictures changes this one. @param share undefined: all of them */
function happens(share: number | undefined, key: AugmentKey, draw: keyof typeof DRAW): boolean {
  return share === undefined || uniform(key, draw) < share;
}

const DARK_LEAST = 0.3; // share of the light that is left at the dark side

/** Light falls off evenly towards one of the four sides. */
function drawDarkening({ darkening = 0 }: Augmentation, key: AugmentKey): Pick<Light, 'darkX' | 'darkY'> {
  if (darkening === 0 || !happens(darkening, key, 'darkens')) return { darkX: 0, darkY: 0 };
  const depth = (1 - between([DARK_LEAST, 1], uniform(key, 'darkDepth'))) / 2;
  const side = uniform(key, 'darkSide');
  const along = side % 0.5 < 0.25 ? depth : -depth;
  return side < 0.5 ? { darkX: along, darkY: 0 } : { darkX: 0, darkY: along };
}

/** The warp that a recipe and a key decide on. */
export function drawWarp(augmentation: Augmentation, image: ImageSpec, key: AugmentKey): Warp {
  const isWarped = happens(augmentation.warped, key, 'warps');
  const amount = (name: 'rotationDeg' | 'scale' | 'shearDeg' | 'aspect' | 'zoom' | 'shift') =>
    isWarped ? (augmentation[name] ?? 0) : 0;
  const crop = drawCrop(augmentation, image, key);
  return {
    isFlipped: augmentation.flip && uniform(key, 'flip') < 0.5,
    rotation: (amount('rotationDeg') * signed(key, 'rotation') * Math.PI) / 180,
    scale: (1 + amount('scale') * signed(key, 'scale')) / crop.share,
    shear: Math.tan((amount('shearDeg') * signed(key, 'shear') * Math.PI) / 180),
    aspect: 1 + amount('aspect') * signed(key, 'aspect'),
    seenX: 1 + amount('zoom') * signed(key, 'zoomX'),
    seenY: 1 + amount('zoom') * signed(key, 'zoomY'),
    shiftX: (amount('shift') * signed(key, 'shiftX') * image.width - crop.x) / crop.share,
    shiftY: (amount('shift') * signed(key, 'shiftY') * image.height - crop.y) / crop.share,
    fill: augmentation.fill ?? 'reflect',
  };
}

/** The window that fills the picture: how long its sides are, and where its centre is, px from the picture's. */
function drawCrop(
  { crop = 0 }: Augmentation,
  { width, height }: ImageSpec,
  key: AugmentKey,
): { readonly share: number; readonly x: number; readonly y: number } {
  const cut = crop * uniform(key, 'cropSize');
  return {
    share: 1 - cut,
    x: (cut / 2) * width * signed(key, 'cropX'),
    y: (cut / 2) * height * signed(key, 'cropY'),
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

const ERASED_AREA = [0.02, 0.2] as const; // share of the picture
const ERASED_ASPECT = [0.4, 2.5] as const; // height / width

/** A part of a picture, in pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** The box that random erasing (Zhong et al. 2020) takes out of a picture; with the recipe's probability there is one. */
export function drawErasedBox({ erasing }: Augmentation, image: ImageSpec, key: AugmentKey): Box | undefined {
  if (erasing === 0 || uniform(key, 'erases') >= erasing) return undefined;
  const { height, width } = image;
  const area = between(ERASED_AREA, uniform(key, 'erasedArea')) * height * width;
  const aspect = between(ERASED_ASPECT, uniform(key, 'erasedAspect'));
  const rows = Math.min(height, Math.max(1, Math.round(Math.sqrt(area * aspect))));
  const columns = Math.min(width, Math.max(1, Math.round(Math.sqrt(area / aspect))));
  const top = Math.floor(uniform(key, 'erasedY') * (height - rows + 1));
  const left = Math.floor(uniform(key, 'erasedX') * (width - columns + 1));
  return { top, left, rows, columns };
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

function between([low, high]: readonly [number, number], share: number): number {
  return low + (high - low) * share;
}
