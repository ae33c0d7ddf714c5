import { describe, expect, it } from 'vitest';
import { targets } from '../../src/train/loss';

describe('targets', () => {
  it('are one-hot without smoothing', () => {
    expect(Array.from(targets([2, 0], 3, 0))).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it('spread the smoothing evenly, so that each row still sums to 1', () => {
    const row = Array.from(targets([1], 4, 0.2));
    expect(row.map((value) => Number(value.toFixed(6)))).toEqual([0.05, 0.85, 0.05, 0.05]);
  });
});
