import { describe, expect, it } from 'vitest';
import { balancedWeights, targets } from '../../src/compute/targets';

function rounded(values: Float32Array): number[] {
  return Array.from(values, (value) => Number(value.toFixed(6)));
}

describe('targets', () => {
  it('are one-hot without smoothing', () => {
    expect(rounded(targets([2, 0], 3, 0))).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it('spread the smoothing evenly, so that each row still sums to 1', () => {
    expect(rounded(targets([1], 4, 0.2))).toEqual([0.05, 0.85, 0.05, 0.05]);
  });

  it('are mixed with those at the mirrored place, as the pictures are', () => {
    const own = Float32Array.of(0.75, 1, 0.5);
    expect(rounded(targets([0, 1, 2], 3, 0, { own }))).toEqual([0.75, 0, 0.25, 0, 1, 0, 0.5, 0, 0.5]);
  });

  it('of two pictures of one label are as if nothing was mixed', () => {
    expect(rounded(targets([1, 1], 2, 0, { own: Float32Array.of(0.6, 0.7) }))).toEqual([0, 1, 0, 1]);
  });

  it('count a picture by its weight, a mixed one by the mean of both', () => {
    expect(rounded(targets([0, 1], 2, 0, { weights: [1, 3] }))).toEqual([1, 0, 0, 3]);
    const own = Float32Array.of(0.75, 0.75);
    expect(rounded(targets([0, 1], 2, 0, { weights: [1, 3], own }))).toEqual([1.125, 0.375, 0.625, 1.875]);
  });
});

describe('balanced weights', () => {
  it('are the root of the inverse frequency: 1 for all where labels are equally frequent', () => {
    expect(balancedWeights(Uint8Array.of(0, 1, 0, 1), 2)).toEqual([1, 1]);
    expect(balancedWeights(Uint8Array.of(0, 0, 0, 1), 2)).toEqual([Math.sqrt(4 / 6), Math.sqrt(2)]);
  });

  it('stop at 3, and leave a label without pictures alone', () => {
    const labels = new Uint8Array(100);
    labels[0] = 1;
    expect(balancedWeights(labels, 3)).toEqual([Math.sqrt(100 / (3 * 99)), 3, 1]);
  });
});
