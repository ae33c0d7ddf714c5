import { describe, expect, it } from 'vitest';
import { drawSplits, lacksValidation } from '../../src/data/splits';

const [TRAIN, VALIDATION, TEST] = [0, 1, 2];

describe('drawing a validation split', () => {
  // 100 samples of label 0, 50 of label 1, then 50 of label 1 that are already for testing.
  const labels = Uint8Array.from({ length: 200 }, (_, index) => (index < 100 ? 0 : 1));
  const splits = Uint8Array.from({ length: 200 }, (_, index) => (index < 150 ? TRAIN : TEST));

  const countOf = (drawn: Uint8Array, label: number, split: number) =>
    drawn.filter((value, index) => value === split && labels[index] === label).length;

  it('takes ten percent of the training samples of every label', () => {
    const drawn = drawSplits(labels, splits, ['validation']);
    expect(countOf(drawn, 0, VALIDATION)).toBe(10);
    expect(countOf(drawn, 1, VALIDATION)).toBe(5);
    expect(countOf(drawn, 0, TRAIN)).toBe(90);
  });

  it('leaves the test split alone', () => {
    expect(drawSplits(labels, splits, ['validation']).subarray(150)).toEqual(splits.subarray(150));
  });

  it('draws the same samples every time, and not simply the first ones', () => {
    const drawn = drawSplits(labels, splits, ['validation']);
    expect(drawn).toEqual(drawSplits(labels, splits, ['validation']));
    expect(drawn.subarray(0, 10)).not.toEqual(new Uint8Array(10).fill(VALIDATION));
  });

  it('draws a test split beside it, of other samples, where both are asked for', () => {
    const all = new Uint8Array(200);
    const drawn = drawSplits(labels, all, ['validation', 'test']);
    expect([countOf(drawn, 0, VALIDATION), countOf(drawn, 0, TEST), countOf(drawn, 0, TRAIN)]).toEqual([
      10, 10, 80,
    ]);
    const validation = drawSplits(labels, all, ['validation']);
    expect(drawn.map((split) => (split === TEST ? TRAIN : split))).toEqual(validation);
  });

  it('is needed only where there is something to train on and nothing to validate with', () => {
    expect(lacksValidation(Uint8Array.of(TRAIN, TEST))).toBe(true);
    expect(lacksValidation(Uint8Array.of(TRAIN, VALIDATION))).toBe(false);
    expect(lacksValidation(Uint8Array.of(TEST))).toBe(false);
  });
});
