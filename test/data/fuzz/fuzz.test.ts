import { describe, expect, it } from 'vitest';
import { Dice, mutated } from './mutate';
import { attack, TARGETS } from './targets';

const INPUTS = 60; // here; 20,000 in the long tests, more by `npm run fuzz`

describe('a seeded attack', () => {
  it.each(Object.entries(TARGETS))(
    'on %s ends in data or in a named error',
    async (_, target) => {
      const failures: string[] = [];
      for (let seed = 0; seed < INPUTS; seed += 1) {
        const wrong = await attack(target, seed);
        if (wrong) failures.push(`seed ${seed}: ${wrong}`);
      }
      expect(failures).toEqual([]);
    },
    60_000,
  );

  it('is the same for the same seed, and changes something', () => {
    const whole = Uint8Array.from({ length: 300 }, (_, at) => at % 256);
    expect(mutated(whole, new Dice(5))).toEqual(mutated(whole, new Dice(5)));
    const changed = Array.from({ length: 50 }, (_, seed) => mutated(whole, new Dice(seed)));
    expect(
      changed.filter((bytes) => bytes.length !== 300 || bytes.some((byte, at) => byte !== whole[at])).length,
    ).toBeGreaterThan(45);
  });

  it('notices an untyped error and bytes beyond the budget', async () => {
    const make = () => new Uint8Array(3);
    const budget = () => 10;
    expect(await attack({ make, budget, read: () => Promise.reject(new TypeError('x')) }, 1)).toMatch(
      /untyped: TypeError/,
    );
    expect(await attack({ make, budget, read: () => Promise.reject(new Error('x')) }, 1)).toMatch(
      /untyped: Error/,
    );
    expect(await attack({ make, budget, read: async () => 11 }, 1)).toBe('11 bytes came out of 3');
    expect(await attack({ make, budget, read: async () => 10 }, 1)).toBeUndefined();
  });
});
