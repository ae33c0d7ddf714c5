import { describe, expect, it } from 'vitest';
import { drawFace48 } from '../../../src/data/actors/draw-face';
import { drawFrame, type PlayedFace } from '../../../src/data/actors/draw-frame';
import { castActor } from '../../../src/data/actors/look';
import { EXPRESSIONS, type Expression } from '../../../src/shared/labels';
import type { RgbaPicture } from '../../../src/shared/geometry';
import { DRAWN_SHA256, drawnSha256 } from './golden';

const face: PlayedFace = {
  actor: { ...castActor(1, 0), hairStyle: 'short', glasses: 'none', beard: 'none', brow: [30, 22, 20] },
  expression: 'neutral',
  centre: { x: 100, y: 100 },
  side: 100,
  roll: 0,
};
const still = { direction: { x: 0, y: 0 }, level: 1, contrast: 1, noise: 0 };

function portrait(change: Partial<PlayedFace> = {}): RgbaPicture {
  return drawFrame({ width: 200, height: 200, faces: [{ ...face, ...change }], light: still, noiseSeed: 0 });
}

/** Pixels of a box, given in shares of the crop square of `face`, that are darker than .6 of the cheek. */
function darkPixels(
  expression: Expression,
  { left, top, right, bottom }: Record<'left' | 'top' | 'right' | 'bottom', number>,
): number {
  const { data } = portrait({ expression });
  const red = (x: number, y: number) => data[4 * (y * 200 + x)] ?? 0;
  const cheek = red(80, 108);
  let count = 0;
  for (let y = 50 + 100 * top; y < 50 + 100 * bottom; y += 1) {
    for (let x = 50 + 100 * left; x < 50 + 100 * right; x += 1) {
      if (red(Math.round(x), Math.round(y)) < 0.6 * cheek) count += 1;
    }
  }
  return count;
}

describe('drawing actors', () => {
  it('gives the same bytes as ever', async () => {
    expect(await drawnSha256()).toBe(DRAWN_SHA256);
  });

  it('opens the mouth for surprise and keeps it closed at rest', () => {
    const inMouth = { left: 0.44, top: 0.72, right: 0.56, bottom: 0.88 };
    expect(darkPixels('surprise', inMouth)).toBeGreaterThan(darkPixels('neutral', inMouth) + 40);
  });

  it('raises the brows for surprise and lowers them for anger', () => {
    const aboveRest = { left: 0.36, top: 0.16, right: 0.46, bottom: 0.26 };
    const belowRest = { left: 0.4, top: 0.3, right: 0.46, bottom: 0.38 };
    expect(darkPixels('surprise', aboveRest)).toBeGreaterThan(darkPixels('angry', aboveRest) + 8);
    expect(darkPixels('angry', belowRest)).toBeGreaterThan(darkPixels('surprise', belowRest) + 8);
  });

  it('shows nothing of an expression at intensity 0', () => {
    expect(portrait({ expression: 'happy', intensity: 0 }).data).toEqual(portrait().data);
  });

  it('places the face where it is told', () => {
    const shifted = portrait({ centre: { x: 120, y: 100 } });
    const original = portrait();
    // The pupil, 20 px further right; both far from the background's own gradient.
    for (const dy of [-2, 0, 2]) {
      const row = 4 * 200 * (90 + dy);
      const at = (picture: RgbaPicture, x: number) => picture.data[row + 4 * x] ?? 0;
      for (let x = 75; x < 120; x += 1)
        expect(Math.abs(at(shifted, x + 20) - at(original, x))).toBeLessThan(3);
    }
  });

  it('paints every pixel opaque', () => {
    expect(portrait().data.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true);
  });

  it('frames, lights and tilts each picture of one actor differently', () => {
    const pictures = EXPRESSIONS.map((expression) => drawFace48(1, 0, expression));
    expect(pictures.every((pixels) => pixels.length === 48 * 48)).toBe(true);
    expect(new Set(pictures.map((pixels) => pixels.join())).size).toBe(EXPRESSIONS.length);
  });
});

describe('casting', () => {
  it('gives the same actor for the same number', () => {
    expect(castActor(3, 9)).toEqual(castActor(3, 9));
  });

  it('covers light and dark skin, and every hair style, within fifty actors', () => {
    const cast = Array.from({ length: 50 }, (_, index) => castActor(1, index));
    const reds = cast.map(({ skin }) => skin[0]);
    expect(Math.min(...reds)).toBeLessThan(110);
    expect(Math.max(...reds)).toBeGreaterThan(240);
    expect(new Set(cast.map(({ hairStyle }) => hairStyle)).size).toBe(9);
  });
});
