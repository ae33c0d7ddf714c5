import { describe, expect, it } from 'vitest';
import { FACE_INK, faceColour } from '../../src/ui/face-look';

type Rgb = readonly [number, number, number]; // linear light, 0..1

/** Linear light of '#RRGGBB' (IEC 61966-2-1). */
function light(colour: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(light(one)), luminance(light(other))].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** As a person without red or without green cones sees it (Machado, Oliveira and Fernandes 2009, severity 1). */
const EYES: Readonly<Record<string, readonly Rgb[]>> = {
  'all three cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red cones': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green cones': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** CIELAB under D65. */
function lab([r, g, b]: Rgb): Rgb {
  const part = (value: number) =>
    value > 216 / 24389 ? Math.cbrt(value) : (value * 24389) / 27 / 116 + 16 / 116;
  const x = part((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = part(luminance([r, g, b]));
  const z = part((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function seenBy(eyes: readonly Rgb[], colour: string): Rgb {
  const source = light(colour);
  const [r = 0, g = 0, b = 0] = eyes.map((row) =>
    Math.max(0, row[0] * source[0] + row[1] * source[1] + row[2] * source[2]),
  );
  return lab([r, g, b]);
}

const NUMBERS = [1, 2, 3, 4, 5, 6, 7];

describe('the colour of a face', () => {
  it('is the same whenever its number is', () => {
    expect(faceColour(3)).toBe(faceColour(3));
    expect(faceColour(8)).toBe(faceColour(1));
    expect(new Set(NUMBERS.map(faceColour)).size).toBe(7);
  });

  it('carries its number, and stands out from its own dark edge, at 7 to 1 or more', () => {
    for (const number of NUMBERS) expect(contrast(faceColour(number), FACE_INK)).toBeGreaterThan(7);
  });

  it.each(Object.keys(EYES))('tells the first four faces, and each from the next, apart for %s', (name) => {
    const seen = (number: number) => seenBy(EYES[name] ?? [], faceColour(number));
    const pairs = NUMBERS.flatMap((one) => NUMBERS.map((other) => [one, other] as const)).filter(
      ([one, other]) => one < other && (other <= 4 || other === one + 1),
    );
    for (const [one, other] of pairs) {
      const [a, b] = [seen(one), seen(other)];
      // CIE76; 2.3 can just be told apart side by side.
      expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(25);
    }
  });
});
