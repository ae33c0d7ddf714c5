/** Frames as a camera would give them, around pictures of faces whose label is known. */
import { filesOfZip } from '../src/data/formats/zip-files';
import { EXPRESSIONS } from '../src/shared/labels';
import { randomNormal, randomPermutation, randomUniform } from '../src/shared/random';
import type { Reading } from '../src/live/recognize';

export const STILL: Reading = { timeMs: 0, isStill: true, isRaw: false, isNeutral: false };
const FRAME = { width: 640, height: 480 };
const SMALLEST = 250; // px a face is enlarged to
const LARGEST = 300;
const SEED = 20;

/** One face of PublicTest. */
export interface KnownFace {
  readonly picture: ImageBitmap;
  readonly label: number; // in EXPRESSIONS
}

/** The same faces every time, in a mixed order. */
export async function publicTestFaces(zip: File, count: number): Promise<KnownFace[]> {
  const files = (await filesOfZip(zip)).filter(({ path }) => path.includes('PublicTest'));
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const order = randomPermutation(files.length, SEED).subarray(0, count);
  return Promise.all(
    Array.from(order, async (index) => {
      const file = files[index];
      if (!file) throw new Error('an order beyond its files');
      const label = EXPRESSIONS.findIndex((name) => file.path.includes(`/${name}/`));
      return { picture: await createImageBitmap(new Blob([await file.read()])), label };
    }),
  );
}

const canvas = new OffscreenCanvas(FRAME.width, FRAME.height);
const context = canvas.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D; // no other is asked of this canvas

/** The face on a grey frame of 640 x 480, 250 to 300 px large. */
export function frameOf({ picture }: Pick<KnownFace, 'picture'>, place: number): ImageData {
  const side = SMALLEST + (LARGEST - SMALLEST) * randomUniform(SEED, 1, place);
  const x = (FRAME.width - side) * randomUniform(SEED, 2, place);
  const y = (FRAME.height - side) * randomUniform(SEED, 3, place);
  context.fillStyle = '#808080';
  context.fillRect(0, 0, FRAME.width, FRAME.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, x, y, side, side);
  return context.getImageData(0, 0, FRAME.width, FRAME.height);
}

const NOISE = Float32Array.from({ length: 1 << 16 }, (_, at) => randomNormal(SEED, 4, at));

/** As a darker room and its camera give it: light by a factor, then noise of this standard deviation, 0..255. */
export function exposed(
  frame: ImageData,
  { light, noise, seed }: { light: number; noise: number; seed: number },
): ImageData {
  const { width, height, data } = frame;
  const out = new Uint8ClampedArray(data.length);
  let at = Math.floor(randomUniform(SEED, 5, seed) * NOISE.length);
  for (let place = 0; place < data.length; place += 1) {
    // An odd step through the table, so that no two rows have the same noise.
    at = (at + 40503) & 0xffff;
    out[place] = place % 4 === 3 ? 255 : (data[place] ?? 0) * light + noise * (NOISE[at] ?? 0);
  }
  return new ImageData(out, width, height);
}

/** The picture itself, as training has it. */
export function pixelsOf({ picture }: Pick<KnownFace, 'picture'>): ImageData {
  const { width, height } = picture;
  const small = new OffscreenCanvas(width, height).getContext('2d');
  if (!small) throw new Error('an OffscreenCanvas without a 2d context');
  small.drawImage(picture, 0, 0);
  return small.getImageData(0, 0, width, height);
}

/** Light from the left: all of it at that edge of the frame, a third at the other. */
export function sideLit({ width, height, data }: ImageData): ImageData {
  const out = data.map((value, place) =>
    place % 4 === 3 ? 255 : value * (1 - ((2 / 3) * (Math.floor(place / 4) % width)) / width),
  );
  return new ImageData(out, width, height);
}

export function mirrored({ width, height, data }: ImageData): ImageData {
  const pixels = new Uint32Array(data.slice().buffer);
  for (let row = 0; row < height; row += 1) pixels.subarray(row * width, (row + 1) * width).reverse();
  return new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
}

const GROUP_SIDE = 200; // px: two rows of them fit
const GROUP_PLACES = [
  { x: 60, y: 20 },
  { x: 380, y: 255 },
  { x: 380, y: 20 },
  { x: 60, y: 255 },
];

/** Up to four faces on one grey frame. */
export function groupOf(faces: readonly Pick<KnownFace, 'picture'>[]): ImageData {
  context.fillStyle = '#808080';
  context.fillRect(0, 0, FRAME.width, FRAME.height);
  context.imageSmoothingQuality = 'high';
  for (const [at, { picture }] of faces.entries()) {
    const { x, y } = GROUP_PLACES[at] ?? { x: 0, y: 0 };
    context.drawImage(picture, x, y, GROUP_SIDE, GROUP_SIDE);
  }
  return context.getImageData(0, 0, FRAME.width, FRAME.height);
}
