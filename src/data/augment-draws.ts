import type { ImageSpec } from '../shared/dataset';
import { PURPOSE, randomUniform } from '../shared/random';
import type { Augmentation } from '../shared/recipe';
import { GRAIN_DEVIATION, type Light } from './light';
import type { Warp } from './warp';

/** Where the randomness of one picture comes from: nothing else decides what happens to it. */
export interface AugmentKey {
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

function between([low, high]: readonly [number, number], share: number): number {
  return low + (high - low) * share;
}
