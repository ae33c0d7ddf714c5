/** Pictures made by code: actors whose eyes and mouth are known, and pictures in which there is no face. */
import { drawFrame } from '../src/data/actors/draw-frame';
import { castActor } from '../src/data/actors/look';
import type { Recognizer } from '../src/live/recognizer';
import type { CropSquare } from '../src/shared/geometry';
import { EXPRESSIONS } from '../src/shared/labels';
import { randomUniform } from '../src/shared/random';
import { STILL } from './live-frames';

const SEED = 21;
const FRAME = { width: 640, height: 480 };

/** How far the crops are from where the actors' faces were drawn: median over the faces found. */
export async function measureGeometry(recognizer: Recognizer, count: number) {
  const errors: { side: number; signed: number; centre: number }[] = [];
  for (let place = 0; place < count; place += 1) {
    const truth = squareOf(place);
    const expression = EXPRESSIONS[place % EXPRESSIONS.length] ?? 'neutral';
    const { width, height, data } = drawFrame({
      ...FRAME,
      faces: [{ ...truth, actor: castActor(SEED, place), expression }],
      noiseSeed: place,
    });
    const picture = new ImageData(new Uint8ClampedArray(data), width, height);
    const [face] = (await recognizer.recognize(picture, STILL)).faces;
    if (face) errors.push(errorOf(face.crop, truth));
  }
  return {
    faces: count,
    found: errors.length / count,
    side: median(errors.map(({ side }) => side)),
    sideSigned: median(errors.map(({ signed }) => signed)),
    centre: median(errors.map(({ centre }) => centre)),
  };
}

function squareOf(place: number): CropSquare {
  const chance = (what: number) => randomUniform(SEED, what, place);
  return {
    centre: { x: 260 + 120 * chance(1), y: 200 + 60 * chance(2) },
    side: 180 + 140 * chance(3),
    roll: 0.3 * (chance(4) - 0.5),
  };
}

function errorOf(crop: CropSquare, truth: CropSquare) {
  const signed = crop.side / truth.side - 1;
  const centre = Math.hypot(crop.centre.x - truth.centre.x, crop.centre.y - truth.centre.y) / truth.side;
  return { side: Math.abs(signed), signed, centre };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Gradients, noise and shapes in turn. */
export async function countFalseFaces(recognizer: Recognizer, count: number) {
  const canvas = new OffscreenCanvas(FRAME.width, FRAME.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('an OffscreenCanvas without a 2d context');
  let falseFaces = 0;
  for (let place = 0; place < count; place += 1) {
    paintNothing(context, place);
    const picture = context.getImageData(0, 0, FRAME.width, FRAME.height);
    falseFaces += (await recognizer.recognize(picture, STILL)).faces.length;
  }
  return { pictures: count, falseFaces };
}

function paintNothing(context: OffscreenCanvasRenderingContext2D, place: number): void {
  const { width, height } = FRAME;
  const chance = (...what: number[]) => randomUniform(SEED, 9, place, ...what);
  const colour = (...what: number[]) =>
    `rgb(${[0, 1, 2].map((channel) => Math.round(255 * chance(channel, ...what))).join(' ')})`;
  const gradient = context.createLinearGradient(0, 0, width * chance(3), height);
  gradient.addColorStop(0, colour(0));
  gradient.addColorStop(1, colour(1));
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  if (place % 3 === 1) paintNoise(context, place);
  if (place % 3 !== 2) return;
  for (let shape = 0; shape < 30; shape += 1) {
    context.fillStyle = colour(5, shape);
    const [x, y] = [width * chance(6, shape), height * chance(7, shape)];
    const size = 10 + 150 * chance(8, shape);
    context.beginPath();
    if (chance(9, shape) < 0.5) context.ellipse(x, y, size, size * chance(10, shape), 0, 0, 2 * Math.PI);
    else context.rect(x, y, size, size * chance(10, shape));
    context.fill();
  }
}

/** From single pixels to blocks as large as eyes. */
function paintNoise(context: OffscreenCanvasRenderingContext2D, place: number): void {
  const block = 2 + Math.round(40 * randomUniform(SEED, 11, place));
  for (let y = 0; y < FRAME.height; y += block) {
    for (let x = 0; x < FRAME.width; x += block) {
      const level = Math.round(255 * randomUniform(SEED, 12, place, x, y));
      context.fillStyle = `rgb(${level} ${level} ${level})`;
      context.fillRect(x, y, block, block);
    }
  }
}
