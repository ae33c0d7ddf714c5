import { describe, expect, it } from 'vitest';
import { augmentPixels, erase, trainingInput } from '../../src/data/augment';
import { drawLight, drawWarp } from '../../src/data/augment-draws';
import { blur } from '../../src/data/blur';
import { type Warp, warpPixels } from '../../src/data/warp';
import { FER2013_IMAGE } from '../../src/shared/dataset';
import { type Augmentation, NO_AUGMENTATION } from '../../src/shared/recipe';

const SQUARE = { height: 3, width: 3, channels: 1 } as const;
const NINE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
const STILL: Warp = {
  isFlipped: false,
  rotation: 0,
  scale: 1,
  shear: 0,
  aspect: 1,
  seenX: 1,
  seenY: 1,
  shiftX: 0,
  shiftY: 0,
  fill: 'reflect',
};
const KEY = { seed: 1, epoch: 1, index: 1 };

function warped(
  warp: Partial<Warp>,
  pixels = NINE,
  image: typeof SQUARE | { height: 1; width: 4; channels: 3 } = SQUARE,
) {
  const out = new Float32Array(pixels.length);
  warpPixels(pixels, image, { ...STILL, ...warp }, out);
  return Array.from(out, (value) => Math.round(value * 1000) / 1000);
}

function augmented(change: Partial<Augmentation>, key = KEY, pixels = NINE): Float32Array {
  const out = new Float32Array(pixels.length);
  augmentPixels(pixels, SQUARE, { ...NO_AUGMENTATION, ...change }, key, out);
  return out;
}

function warpsOf(change: Partial<Augmentation>): Warp[] {
  return Array.from({ length: 1000 }, (_, index) =>
    drawWarp({ ...NO_AUGMENTATION, ...change }, FER2013_IMAGE, { ...KEY, index }),
  );
}

/** Of two columns of numbers, -1..1. */
function correlation(one: readonly number[], other: readonly number[]): number {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [a, b] = [centred(one), centred(other)];
  return (
    a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0) / Math.hypot(...a) / Math.hypot(...b)
  );
}

function erasedShare(erasing: number, index: number): number {
  const input = new Float32Array(2304).fill(1);
  erase(input, FER2013_IMAGE, { ...NO_AUGMENTATION, erasing }, { ...KEY, index });
  return input.filter((value) => value === 0).length / 2304;
}

describe('warping a picture', () => {
  it('changes nothing when it does nothing', () => {
    expect(warped({})).toEqual([...NINE]);
  });

  it('mirrors left and right', () => {
    expect(warped({ isFlipped: true })).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]);
  });

  it('turns a quarter clockwise', () => {
    expect(warped({ rotation: Math.PI / 2 })).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
  });

  it('moves to the right and fills in by reflection', () => {
    expect(warped({ shiftX: 1 })).toEqual([2, 1, 2, 5, 4, 5, 8, 7, 8]);
  });

  it('moves down by half a pixel, mixing two rows', () => {
    expect(warped({ shiftY: 0.5 })).toEqual([2.5, 3.5, 4.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5]);
  });

  it('grows about the centre', () => {
    expect(warped({ scale: 2 })).toEqual([3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7]);
  });

  it('shears about the centre: the upper row goes one way, the lower the other', () => {
    expect(warped({ shear: 1 })).toEqual([2, 3, 2, 4, 5, 6, 8, 7, 8]);
  });

  it('widens and flattens by the root of the aspect', () => {
    expect(warped({ aspect: 4 })).toEqual([4.5, 5, 5.5, 4.5, 5, 5.5, 4.5, 5, 5.5]);
  });

  it('fills in with the edge drawn out, where that is asked for', () => {
    expect(warped({ shiftX: 1, fill: 'nearest' })).toEqual([1, 1, 2, 4, 4, 5, 7, 7, 8]);
  });

  it('shows half the width and all of the height', () => {
    expect(warped({ seenX: 0.5 })).toEqual([1.5, 2, 2.5, 4.5, 5, 5.5, 7.5, 8, 8.5]);
  });

  it('shows twice the height', () => {
    expect(warped({ seenY: 2, fill: 'nearest' })).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(warped({ seenY: 1.5 })).toEqual([2.5, 3.5, 4.5, 4, 5, 6, 5.5, 6.5, 7.5]);
  });

  it('keeps reflecting when it looks far outside', () => {
    expect(warped({ shiftX: 100 }).every((value) => value >= 1 && value <= 9)).toBe(true);
  });

  it('keeps the channels of a pixel together', () => {
    const rgb = Uint8Array.of(1, 2, 3, 11, 12, 13, 21, 22, 23, 31, 32, 33);
    const row = { height: 1, width: 4, channels: 3 } as const;
    expect(warped({ isFlipped: true }, rgb, row)).toEqual([31, 32, 33, 21, 22, 23, 11, 12, 13, 1, 2, 3]);
  });
});

describe('augmenting a picture', () => {
  it('leaves it alone without augmentation', () => {
    expect(augmented({})).toEqual(Float32Array.from(NINE));
  });

  it('depends on seed, epoch and sample, and on nothing else', () => {
    const change = { shift: 0.3, rotationDeg: 20 };
    expect(augmented(change)).toEqual(augmented(change));
    for (const other of [{ seed: 2 }, { epoch: 2 }, { index: 2 }]) {
      expect(augmented(change, { ...KEY, ...other })).not.toEqual(augmented(change));
    }
  });

  it('mirrors about half of the samples', () => {
    const flips = Array.from({ length: 1000 }, (_, index) =>
      drawWarp({ ...NO_AUGMENTATION, flip: true }, SQUARE, { ...KEY, index }),
    );
    const share = flips.filter(({ isFlipped }) => isFlipped).length / 1000;
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.55);
  });

  it('stays within the amounts of the recipe and comes near them', () => {
    const amounts = { ...NO_AUGMENTATION, rotationDeg: 7, scale: 0.07, shift: 0.06 };
    const warps = Array.from({ length: 1000 }, (_, index) =>
      drawWarp(amounts, FER2013_IMAGE, { ...KEY, index }),
    );
    const largest = (of: (warp: Warp) => number) => Math.max(...warps.map((warp) => Math.abs(of(warp))));
    expect((largest(({ rotation }) => rotation) * 180) / Math.PI).toBeCloseTo(7, 1);
    expect(largest(({ scale }) => scale - 1)).toBeCloseTo(0.07, 2);
    expect(largest(({ shiftX }) => shiftX)).toBeCloseTo(0.06 * 48, 1);
    expect(largest(({ shiftY }) => shiftY)).toBeCloseTo(0.06 * 48, 1);
    expect(largest(({ rotation }) => rotation)).toBeLessThanOrEqual((7 * Math.PI) / 180);
  });

  it('zooms each axis for itself, as Keras does: what is seen is up to 1 ± the amount as long', () => {
    const warps = warpsOf({ zoom: 0.2 });
    for (const axis of ['seenX', 'seenY'] as const) {
      const seen = warps.map((warp) => warp[axis]);
      expect(Math.min(...seen)).toBeCloseTo(0.8, 2);
      expect(Math.max(...seen)).toBeCloseTo(1.2, 2);
    }
    expect(
      correlation(
        warps.map(({ seenX }) => seenX),
        warps.map(({ seenY }) => seenY),
      ),
    ).toBeLessThan(0.1);
  });

  it('crops windows from the whole picture down to 44 of 48, and never looks outside', () => {
    const warps = warpsOf({ crop: 4 / 48 });
    const sides = warps.map(({ scale }) => 48 / scale);
    expect(Math.min(...sides)).toBeCloseTo(44, 1);
    expect(Math.max(...sides)).toBeCloseTo(48, 1);
    for (const { scale, shiftX, shiftY } of warps) {
      // From the centre, in pixels of the picture: where the window's centre is, and its edge.
      for (const shift of [shiftX, shiftY])
        expect(Math.abs(shift / scale) + 24 / scale).toBeLessThanOrEqual(24 + 1e-9);
    }
    expect(Math.max(...warps.map(({ shiftX }) => shiftX))).toBeGreaterThan(1.5);
  });

  it('warps the share of the pictures that is asked for, and mirrors half of all', () => {
    const warps = warpsOf({ flip: true, rotationDeg: 10, shift: 0.1, warped: 0.7 });
    const still = warps.filter(({ rotation, shiftX }) => rotation === 0 && shiftX === 0);
    expect(still.length / warps.length).toBeCloseTo(0.3, 1);
    expect(warps.filter(({ isFlipped }) => isFlipped).length / warps.length).toBeCloseTo(0.5, 1);
    const all = warpsOf({ flip: true, rotationDeg: 10, shift: 0.1 });
    for (const [place, warp] of warps.entries()) if (!still.includes(warp)) expect(warp).toEqual(all[place]);
  });

  it('changes each part of the light in the share of the pictures that is asked for', () => {
    const lights = Array.from({ length: 1000 }, (_, index) =>
      drawLight({ ...NO_AUGMENTATION, gamma: 0.4, noise: 0.1, lit: 0.8 }, { ...KEY, index }),
    );
    const bent = lights.filter(({ gamma }) => gamma !== 1);
    expect(bent.length / 1000).toBeCloseTo(0.8, 1);
    expect(lights.filter(({ noise }) => noise > 0).length / 1000).toBeCloseTo(0.8, 1);
    expect(bent.filter(({ noise }) => noise === 0).length).toBeGreaterThan(100); // each for itself
  });

  it('takes light away towards one of the four sides, evenly, down to 0.3 of it', () => {
    const grey = new Uint8Array(9).fill(200);
    const sides = [5, 3, 7, 1]; // the middle of each edge
    const darkest = new Map(sides.map((side) => [side, 1]));
    let darkened = 0;
    for (let index = 0; index < 400; index += 1) {
      const out = augmented({ darkening: 0.3 }, { ...KEY, index }, grey);
      const [side = 0] = sides.toSorted((one, other) => (out[one] ?? 0) - (out[other] ?? 0));
      const left = (out[side] ?? 0) / 200;
      if (left > 0.999) continue;
      darkened += 1;
      expect(out[8 - side]).toBeCloseTo(200, 3); // opposite
      expect(out[4]).toBeCloseTo((200 * (1 + left)) / 2, 3);
      darkest.set(side, Math.min(left, darkest.get(side) ?? 1));
    }
    expect(darkened / 400).toBeCloseTo(0.3, 1);
    for (const left of darkest.values()) {
      expect(left).toBeGreaterThanOrEqual(0.3);
      expect(left).toBeLessThan(0.5);
    }
  });

  it('blurs over 3 x 3 pixels in the share of the pictures that is asked for', () => {
    const dot = Uint8Array.of(0, 0, 0, 0, 160, 0, 0, 0, 0);
    const wanted = [10, 20, 10, 20, 40, 20, 10, 20, 10];
    const pictures = Array.from({ length: 400 }, (_, index) => [
      ...augmented({ blur: 0.2 }, { ...KEY, index }, dot),
    ]);
    const blurred = pictures.filter((picture) => picture[4] !== 160);
    expect(blurred.length / 400).toBeCloseTo(0.2, 1);
    for (const picture of blurred) expect(picture).toEqual(wanted);
  });

  it('a blur leaves a grey picture grey, up to its edges, and channels apart', () => {
    const colours = Float32Array.from({ length: 27 }, (_, at) => 10 * (at % 3));
    const out = colours.slice();
    blur(out, { height: 3, width: 3, channels: 3 });
    expect(out).toEqual(colours);
  });

  it('makes a whole picture brighter or darker by one factor', () => {
    const out = augmented({ brightness: 0.5 });
    const factor = (out[0] ?? 0) / 1;
    expect(factor).not.toBe(1);
    for (const [index, value] of out.entries()) expect(value).toBeCloseTo(factor * (NINE[index] ?? 0), 4);
  });

  it('changes contrast around the mean', () => {
    const out = augmented({ contrast: 0.5 });
    expect(out[4]).toBeCloseTo(5, 5); // the mean
    expect(out[0]).not.toBeCloseTo(1, 1);
    expect((out[0] ?? 0) - 5).toBeCloseTo(-((out[8] ?? 0) - 5), 4);
  });

  it('bends the grey levels by a power: black and white stay', () => {
    const pixels = Uint8Array.of(0, 51, 102, 153, 204, 255, 0, 255, 102);
    const out = augmented({ gamma: 0.6 }, KEY, pixels);
    const power = Math.log((out[1] ?? 0) / 255) / Math.log(51 / 255);
    expect(power).not.toBeCloseTo(1, 2);
    expect([out[0], out[5]]).toEqual([0, 255]);
    for (const [at, value] of pixels.entries()) expect(out[at]).toBeCloseTo(255 * (value / 255) ** power, 3);
  });

  it('adds light on one side and takes it away on the other', () => {
    const out = augmented({ shade: 0.2 }, KEY, new Uint8Array(9).fill(100));
    const [acrossX, acrossY] = [(out[5] ?? 0) - 100, (out[7] ?? 0) - 100];
    expect(Math.abs(acrossX)).toBeGreaterThan(1);
    expect(Math.max(Math.abs(acrossX), Math.abs(acrossY))).toBeLessThanOrEqual(0.2 * 255);
    expect(out[4]).toBe(100);
    for (const [at, value] of out.entries())
      expect(value).toBeCloseTo(100 + acrossX * ((at % 3) - 1) + acrossY * (Math.floor(at / 3) - 1), 3);
  });

  it('adds noise around nothing, of every strength up to the asked', () => {
    const grey = new Uint8Array(2304).fill(128);
    const deviations = Array.from({ length: 40 }, (_, index) => {
      const out = new Float32Array(2304);
      augmentPixels(grey, FER2013_IMAGE, { ...NO_AUGMENTATION, noise: 0.1 }, { ...KEY, index }, out);
      const mean = out.reduce((sum, value) => sum + value, 0) / 2304;
      expect(Math.abs(mean - 128)).toBeLessThan(2.5);
      return Math.sqrt(out.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2304);
    });
    expect(Math.min(...deviations)).toBeLessThan(5);
    expect(Math.max(...deviations)).toBeGreaterThan(20);
    expect(Math.max(...deviations)).toBeLessThan(0.1 * 255 * 1.05);
  });

  it('never leaves 0..255', () => {
    const bright = Uint8Array.of(0, 255, 255, 0, 255, 255, 0, 255, 255);
    for (let index = 0; index < 50; index += 1) {
      const out = augmented(
        { brightness: 0.9, contrast: 0.9, shade: 1, noise: 0.5 },
        { ...KEY, index },
        bright,
      );
      expect(Math.min(...out)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...out)).toBeLessThanOrEqual(255);
    }
  });
});

describe('random erasing', () => {
  it('erases a box of 2 to 20 percent, in as many pictures as asked for', () => {
    const shares = Array.from({ length: 1000 }, (_, index) => erasedShare(0.25, index)).filter(
      (share) => share > 0,
    );
    expect(shares.length).toBeGreaterThan(200);
    expect(shares.length).toBeLessThan(300);
    expect(Math.min(...shares)).toBeGreaterThan(0.015);
    expect(Math.max(...shares)).toBeLessThan(0.215);
  });

  it('erases one box and nothing around it', () => {
    const input = Float32Array.from({ length: 2304 }, () => 1);
    erase(input, FER2013_IMAGE, { ...NO_AUGMENTATION, erasing: 1 }, KEY);
    const erased = [...input.keys()].filter((index) => input[index] === 0);
    const rows = new Set(erased.map((index) => Math.floor(index / 48)));
    const columns = new Set(erased.map((index) => index % 48));
    expect(erased.length).toBe(rows.size * columns.size);
  });
});

describe('a training batch', () => {
  const samples = {
    image: SQUARE,
    pixels: Uint8Array.of(...NINE, 90, 110, 90, 110, 100, 110, 90, 110, 90),
    labels: Uint8Array.of(0, 1),
    indices: Uint32Array.of(10, 20),
  };

  it('holds the samples asked for, in that order, scaled as the model wants them', () => {
    const options = { augmentation: NO_AUGMENTATION, seed: 1, epoch: 1 };
    const input = trainingInput(samples, Uint32Array.of(1, 0), options, { image: SQUARE, scaling: 'unit' });
    expect(input[0]).toBeCloseTo(90 / 255, 6);
    expect(input[9]).toBeCloseTo(1 / 255, 6);
  });

  it('treats a sample by its place in the dataset, wherever it stands in the batch', () => {
    const options = { augmentation: { ...NO_AUGMENTATION, shift: 0.3, erasing: 0.5 }, seed: 1, epoch: 3 };
    const contract = { image: SQUARE, scaling: 'standardise' } as const;
    const together = trainingInput(samples, Uint32Array.of(0, 1), options, contract);
    const alone = trainingInput(samples, Uint32Array.of(1), options, contract);
    expect(together.subarray(9)).toEqual(alone);
  });
});
