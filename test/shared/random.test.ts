import { describe, expect, it } from 'vitest';
import { randomBits, randomNormal, randomPermutation, randomUniform } from '../../src/shared/random';

const many = Array.from({ length: 20_000 }, (_, index) => index);

describe('counter-based randomness', () => {
  it('is a function of its arguments alone', () => {
    expect(randomBits(1, 2, 3)).toBe(randomBits(1, 2, 3));
    expect(
      new Set([randomBits(1, 2, 3), randomBits(1, 3, 2), randomBits(2, 2, 3), randomBits(1, 2)]).size,
    ).toBe(4);
  });

  it('gives the same bits as on the day it was written', () => {
    expect([randomBits(0), randomBits(1, 0), randomBits(42, 1, 2, 3)]).toMatchInlineSnapshot(`
      [
        2462723854,
        2918681529,
        3648694011,
      ]
    `);
  });

  it('is uniform in [0, 1): mean 1/2, variance 1/12, no two neighbours alike', () => {
    const values = many.map((index) => randomUniform(7, index));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    const correlation = values
      .slice(1)
      .reduce((sum, value, index) => sum + (value - mean) * ((values[index] ?? 0) - mean), 0);
    expect(Math.abs(correlation / values.length / variance)).toBeLessThan(0.03);
  });

  it('is normal where asked: mean 0, standard deviation 1', () => {
    const values = many.map((index) => randomNormal(7, index));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)).toBeCloseTo(
      1,
      1,
    );
  });

  it('permutes: every number once, another order for another seed', () => {
    const order = randomPermutation(100, 1);
    expect([...order].toSorted((a, b) => a - b)).toEqual(many.slice(0, 100));
    expect(order).not.toEqual(randomPermutation(100, 2));
    expect(randomPermutation(0, 1)).toEqual(new Uint32Array(0));
  });
});
