import { describe, expect, it } from 'vitest';
import { presetOf } from '../../src/model/presets';
import { learningRateAt } from '../../src/train/schedule';

const oneCycle = presetOf('fast').recipe; // peak 3e-3
const constant = presetOf('seed-cnn').recipe; // 1e-4

describe('the learning rate', () => {
  it('of a constant schedule never changes', () => {
    expect([0, 50, 99].map((step) => learningRateAt(constant, step, 100))).toEqual([1e-4, 1e-4, 1e-4]);
  });

  it('of one cycle starts at a 25th, peaks after 30 % and ends near zero', () => {
    expect(learningRateAt(oneCycle, 0, 100)).toBeCloseTo(3e-3 / 25, 8);
    expect(learningRateAt(oneCycle, 29, 100)).toBeCloseTo(3e-3, 8);
    expect(learningRateAt(oneCycle, 99, 100)).toBeCloseTo(3e-3 / 25e4, 10);
  });

  it('of one cycle rises, then falls', () => {
    const rates = Array.from({ length: 100 }, (_, step) => learningRateAt(oneCycle, step, 100));
    const peak = rates.indexOf(Math.max(...rates));
    expect(rates.slice(0, peak + 1)).toEqual(rates.slice(0, peak + 1).toSorted((a, b) => a - b));
    expect(rates.slice(peak)).toEqual(rates.slice(peak).toSorted((a, b) => b - a));
  });

  it('of one cycle survives runs of one, two and three steps', () => {
    for (const total of [1, 2, 3]) {
      for (let step = 0; step < total; step += 1) {
        const rate = learningRateAt(oneCycle, step, total);
        expect(rate).toBeGreaterThan(0);
        expect(rate).toBeLessThanOrEqual(3e-3);
      }
    }
  });
});
