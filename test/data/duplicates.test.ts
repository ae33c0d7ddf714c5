import { describe, expect, it } from 'vitest';
import { findDuplicates, pixelKey } from '../../src/data/duplicates';

const [TRAIN, VALIDATION, TEST] = [0, 1, 2] as const;

function find(...pictures: readonly (readonly [key: number, label: number, split: number])[]) {
  return findDuplicates(
    pictures.map(([key]) => key),
    Uint8Array.from(pictures, ([, label]) => label),
    Uint8Array.from(pictures, ([, , split]) => split),
  );
}

describe('pictures that occur more than once', () => {
  it('are none where all are different', () => {
    expect(find([1, 0, TRAIN], [2, 0, VALIDATION])).toEqual({
      exactDuplicates: 0,
      acrossSplits: 0,
      contradictory: 0,
    });
  });

  it('count without the one they are copies of', () => {
    expect(find([1, 0, TRAIN], [1, 0, TRAIN], [1, 0, TRAIN])).toMatchObject({
      exactDuplicates: 2,
      acrossSplits: 0,
    });
  });

  it('leak from validation and test to what stands before, wherever they lie in the file', () => {
    const found = find(
      [1, 0, TEST],
      [1, 0, TEST],
      [1, 0, TRAIN],
      [2, 0, TEST],
      [2, 0, VALIDATION],
      [3, 0, TEST],
      [3, 0, TEST],
    );
    // Both test pictures of 1, the test picture of 2; 3 is twice in the same part.
    expect(found).toMatchObject({ exactDuplicates: 4, acrossSplits: 3 });
  });

  it('contradict each other where their labels differ, all of them', () => {
    expect(find([1, 0, TRAIN], [1, 0, TRAIN], [1, 5, TEST], [2, 3, TRAIN])).toMatchObject({
      contradictory: 3,
    });
  });
});

describe('the key of a picture', () => {
  const picture = Uint8Array.from({ length: 2304 }, (_, at) => (at * 7) % 256);

  it('is the same for the same pixels and differs for any one pixel', () => {
    const keys = new Set([pixelKey(picture), pixelKey(picture.slice())]);
    for (const at of picture.keys()) keys.add(pixelKey(picture.with(at, (picture[at] ?? 0) ^ 1)));
    expect(keys.size).toBe(1 + 2304);
  });

  it('differs for the same pixels in another order', () => {
    expect(pixelKey(picture.toReversed())).not.toBe(pixelKey(picture));
  });

  it('is a whole number that a double holds exactly', () => {
    for (const level of [0, 1, 255]) {
      const key = pixelKey(new Uint8Array(2304).fill(level));
      expect(Number.isSafeInteger(key) && key >= 0).toBe(true);
    }
  });
});
