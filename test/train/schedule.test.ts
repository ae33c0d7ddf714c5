import { describe, expect, it } from 'vitest';
import { presetOf } from '../../src/model/presets';
import { type EpochRecord, isComplete } from '../../src/shared/history';
import type { Recipe } from '../../src/shared/recipe';
import { learningRateAt } from '../../src/train/schedule';

const oneCycle = presetOf('fast').recipe; // peak 3e-3
const constant = presetOf('seed-cnn').recipe; // 1e-4

const cosine: Recipe = { ...constant, epochs: 10, schedule: { kind: 'cosine', warmUpEpochs: 2 } };
const plateau: Recipe = {
  ...constant,
  optimizer: { kind: 'adam', learningRate: 5e-4 },
  schedule: { kind: 'plateau', factor: 0.1, patience: 2, leastRate: 1e-5 },
};

/** Epochs with these validation losses. */
function historyOf(losses: readonly number[], isBlind = false): EpochRecord[] {
  return losses.map((loss, index) => ({
    epoch: index + 1,
    train: { loss: isBlind ? loss : 9, accuracy: 0 },
    validation: isBlind ? null : { loss, accuracy: 0 },
    learningRate: 0,
    seconds: 0,
  }));
}

function rateAfter(losses: readonly number[]): number {
  return learningRateAt(plateau, 0, 100, historyOf(losses));
}

describe('the learning rate', () => {
  it('of a cosine rises evenly through the warm-up, then falls to zero', () => {
    const rate = (step: number) => learningRateAt(cosine, step, 100, []) / 1e-4;
    expect([0, 9, 19, 20, 60].map((step) => Number(rate(step).toFixed(6)))).toEqual([0.05, 0.5, 1, 1, 0.5]);
    expect(rate(99)).toBeGreaterThan(0);
    expect(rate(99)).toBeLessThan(0.001);
  });

  it('of a cosine that only warms up never falls', () => {
    const warmsOnly: Recipe = { ...cosine, schedule: { kind: 'cosine', warmUpEpochs: 20 } };
    expect(learningRateAt(warmsOnly, 99, 100, [])).toBeCloseTo(5e-5, 10);
  });

  it('on a plateau falls to a tenth after two epochs that gain less than 0.0001', () => {
    expect(rateAfter([2, 1.9, 1.8])).toBe(5e-4);
    expect(rateAfter([2, 2.1])).toBe(5e-4);
    expect(rateAfter([2, 2.1, 1.99995])).toBeCloseTo(5e-5, 12);
    expect(rateAfter([2, 2.1, 1.9, 2.1])).toBe(5e-4);
  });

  it('on a plateau waits anew after each fall, and stops falling at the least rate', () => {
    expect(rateAfter([2, 2, 2, 2])).toBeCloseTo(5e-5, 12);
    expect(rateAfter([2, 2, 2, 2, 2])).toBeCloseTo(1e-5, 12);
    expect(rateAfter([2, 2, 2, 2, 2, 2, 2, 2, 2])).toBeCloseTo(1e-5, 12);
  });

  it('of a constant schedule never changes', () => {
    expect([0, 50, 99].map((step) => learningRateAt(constant, step, 100, []))).toEqual([1e-4, 1e-4, 1e-4]);
  });

  it('of one cycle starts at a 25th, peaks after 30 % and ends near zero', () => {
    expect(learningRateAt(oneCycle, 0, 100, [])).toBeCloseTo(3e-3 / 25, 8);
    expect(learningRateAt(oneCycle, 29, 100, [])).toBeCloseTo(3e-3, 8);
    expect(learningRateAt(oneCycle, 99, 100, [])).toBeCloseTo(3e-3 / 25e4, 10);
  });

  it('of one cycle rises, then falls', () => {
    const rates = Array.from({ length: 100 }, (_, step) => learningRateAt(oneCycle, step, 100, []));
    const peak = rates.indexOf(Math.max(...rates));
    expect(rates.slice(0, peak + 1)).toEqual(rates.slice(0, peak + 1).toSorted((a, b) => a - b));
    expect(rates.slice(peak)).toEqual(rates.slice(peak).toSorted((a, b) => b - a));
  });

  it('of one cycle survives runs of one, two and three steps', () => {
    for (const total of [1, 2, 3]) {
      for (let step = 0; step < total; step += 1) {
        const rate = learningRateAt(oneCycle, step, total, []);
        expect(rate).toBeGreaterThan(0);
        expect(rate).toBeLessThanOrEqual(3e-3);
      }
    }
  });
});

describe('a run', () => {
  const recipe: Recipe = { ...constant, epochs: 5, patience: 2 };

  it('is complete when its epochs are done', () => {
    expect(isComplete({ ...recipe, patience: 0 }, historyOf([5, 6, 7, 8]))).toBe(false);
    expect(isComplete({ ...recipe, patience: 0 }, historyOf([5, 6, 7, 8, 9]))).toBe(true);
    expect(isComplete(recipe, [])).toBe(false);
  });

  it('is complete when its patience is over: as many epochs without a lower validation loss', () => {
    expect(isComplete(recipe, historyOf([5, 6]))).toBe(false);
    expect(isComplete(recipe, historyOf([5, 5, 5]))).toBe(true);
    expect(isComplete(recipe, historyOf([5, 6, 4, 4.5]))).toBe(false);
  });

  it('watches the training loss where there is no validation', () => {
    expect(isComplete(recipe, historyOf([1, 1, 1], true))).toBe(true);
    expect(isComplete(recipe, historyOf([3, 2, 1], true))).toBe(false);
  });
});
