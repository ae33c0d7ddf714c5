import { describe, expect, it } from 'vitest';
import { Kinship } from '../../../src/data/doctor/kinship';
import { findNearPairs } from '../../../src/data/doctor/near-copies';
import { perceptualHash } from '../../../src/data/doctor/perceptual-hash';
import { SKETCH_BYTES, sketchOf } from '../../../src/data/doctor/sketch';
import { randomUniform } from '../../../src/shared/random';

/** A picture of eight soft spots, all drawn by the seed. */
function picture(seed: number): Uint8Array {
  const spots = Array.from({ length: 8 }, (_, spot) => {
    const [row, column, level] = [0, 1, 2].map((what) => randomUniform(seed, spot, what));
    return { row: 48 * (row ?? 0), column: 48 * (column ?? 0), level: 150 * (level ?? 0) - 75 };
  });
  return Uint8Array.from({ length: SKETCH_BYTES }, (_, at) => {
    const [y, x] = [Math.floor(at / 48), at % 48];
    const sum = spots.reduce(
      (light, { row, column, level }) =>
        light + level * Math.exp(-((y - row) ** 2 + (x - column) ** 2) / 100),
      128,
    );
    return Math.max(0, Math.min(255, Math.round(sum)));
  });
}

const mirrored = (sketch: Uint8Array) =>
  Uint8Array.from(sketch, (_, at) => sketch[at - (at % 48) + 47 - (at % 48)] ?? 0);

function compare(sketches: readonly Uint8Array[]) {
  const all = new Uint8Array(sketches.length * SKETCH_BYTES);
  for (const [place, sketch] of sketches.entries()) all.set(sketch, place * SKETCH_BYTES);
  const indices = Uint32Array.from(sketches.keys());
  // All in training but for the last, a test picture.
  const splits = Uint8Array.from(sketches, (_, place) => (place === sketches.length - 1 ? 2 : 0));
  const kinship = new Kinship(indices, new Uint8Array(sketches.length), splits);
  const steps = findNearPairs({ indices, hashes: sketches.map(perceptualHash), sketches: all }, kinship);
  for (let yields = 0; ; yields += 1) {
    const step = steps.next();
    if (step.done) return { kinship, compared: step.value, yields };
  }
}

function pairsOf(...sketches: readonly Uint8Array[]) {
  const { a, b, isMirrored } = compare(sketches).kinship.pairs();
  return Array.from(a, (one, pair) => [one, b[pair], isMirrored[pair] === 1 ? 'mirrored' : 'straight']);
}

describe('near copies', () => {
  const original = picture(1);

  it('are found in other light and contrast', () => {
    const brighter = original.map((level) => Math.min(255, level * 0.8 + 40));
    expect(pairsOf(original, brighter)).toEqual([[0, 1, 'straight']]);
  });

  it('are found with noise over them', () => {
    const noisy = original.map((level, at) => level + Math.round(12 * randomUniform(9, at)) - 6);
    expect(pairsOf(original, noisy)).toEqual([[0, 1, 'straight']]);
  });

  it('are found in the mirror', () => {
    expect(pairsOf(original, picture(2), mirrored(original))).toEqual([[0, 2, 'mirrored']]);
  });

  it('are not two different pictures, forty of them', () => {
    expect(pairsOf(...Array.from({ length: 40 }, (_, seed) => picture(seed + 10)))).toEqual([]);
  });

  it('are not a picture and its negative', () => {
    expect(
      pairsOf(
        original,
        original.map((level) => 255 - level),
      ),
    ).toEqual([]);
  });
});

describe('three thousand frames of one video', () => {
  const frames = Array.from({ length: 3000 }, (_, frame) =>
    picture(1).map((level, at) => level + Math.round(3 * randomUniform(frame, at))),
  );

  it('are one family, for the work of a few comparisons each and not of each with every other', () => {
    const { kinship, compared, yields } = compare(frames);
    expect(new Set(kinship.families())).toEqual(new Set([0]));
    expect(kinship.earliest(2999, 'near')).toBe(0);
    expect(compared).toBeLessThan(33 * frames.length); // of 4.5 million pairs
    expect(kinship.pairs().a.length).toBe(compared);
    expect(yields).toBeGreaterThan(20); // a stop is heard after each
  });
});

describe('the sketch of a picture', () => {
  it('is the picture itself where that is 48 x 48 and grey', () => {
    const original = picture(3);
    expect(sketchOf(original, { height: 48, width: 48, channels: 1 })).toBe(original);
  });

  it('makes a large colour picture comparable with a small grey one', () => {
    const small = picture(4);
    const large = Uint8Array.from({ length: 96 * 96 * 3 }, (_, at) => {
      const [row, column] = [Math.floor(at / 3 / 96), Math.floor(at / 3) % 96];
      return small[Math.floor(row / 2) * 48 + Math.floor(column / 2)] ?? 0;
    });
    expect(sketchOf(large, { height: 96, width: 96, channels: 3 })).toEqual(small);
  });
});
