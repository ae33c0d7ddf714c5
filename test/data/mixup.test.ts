import { describe, expect, it } from 'vitest';
import { drawOwnShares, mixPairs } from '../../src/data/mixup';

const ALWAYS = { probability: 1, alpha: 0.2 };
const KEY = { seed: 1, step: 0 };

describe('the shares of a mixed batch', () => {
  it('are none without mixup', () => {
    expect(drawOwnShares(undefined, 8, KEY)).toBeUndefined();
    expect(drawOwnShares({ probability: 0, alpha: 1 }, 8, KEY)).toBeUndefined();
  });

  it('are drawn for as many batches as the probability says', () => {
    const drawn = Array.from({ length: 1000 }, (_, step) =>
      drawOwnShares({ probability: 0.3, alpha: 0.2 }, 1, { ...KEY, step }),
    );
    const mixed = drawn.filter((own) => own !== undefined).length;
    expect(mixed).toBeGreaterThan(250);
    expect(mixed).toBeLessThan(350);
  });

  it('depend on the seed and the step alone', () => {
    expect(drawOwnShares(ALWAYS, 8, KEY)).toEqual(drawOwnShares(ALWAYS, 8, KEY));
    expect(drawOwnShares(ALWAYS, 8, { ...KEY, step: 1 })).not.toEqual(drawOwnShares(ALWAYS, 8, KEY));
    expect(drawOwnShares(ALWAYS, 8, { ...KEY, seed: 2 })).not.toEqual(drawOwnShares(ALWAYS, 8, KEY));
  });

  it('leave most pictures nearly whole with an alpha of 0.2, and are uniform with 1', () => {
    const nearlyWhole = (alpha: number) => {
      const own = drawOwnShares({ probability: 1, alpha }, 2000, KEY) ?? new Float32Array();
      expect(own.every((share) => share >= 0.5 && share <= 1)).toBe(true);
      return own.filter((share) => share > 0.9).length / 2000;
    };
    expect(nearlyWhole(1)).toBeCloseTo(0.2, 1);
    // P(Beta(0.2, 0.2) < 0.1 or > 0.9) = 0.673, by numerical integration
    expect(Math.abs(nearlyWhole(0.2) - 0.673)).toBeLessThan(0.04);
  });
});

describe('mixing a batch', () => {
  it('mixes the first picture with the last, and leaves the one in the middle', () => {
    const input = Float32Array.of(0, 10, 5, 6, 100, 20);
    mixPairs(input, Float32Array.of(0.75, 0.5, 0.5));
    expect([...input]).toEqual([25, 12.5, 5, 6, 50, 15]);
  });
});
