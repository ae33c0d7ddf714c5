/** Actors whose eyes and mouth are known. */
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
