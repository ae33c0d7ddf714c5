import { describe, expect, it } from 'vitest';
import type { Split } from '../../src/shared/dataset';
import { drawSplits, lacksValidation, usualDraw } from '../../src/data/splits';

const [TRAIN, VALIDATION, TEST] = [0, 1, 2];

describe('drawing a validation split', () => {
  const keys = Array.from({ length: 200 }, (_, index) => index); // all different
  const draw = (from: Uint8Array, parts: readonly Split[], seed?: number) =>
    drawSplits({ labels, splits: from, keys }, { ...usualDraw(parts), ...(seed !== undefined && { seed }) });

  // 100 samples of label 0, 50 of label 1, then 50 of label 1 that are already for testing.
  const labels = Uint8Array.from({ length: 200 }, (_, index) => (index < 100 ? 0 : 1));
  const splits = Uint8Array.from({ length: 200 }, (_, index) => (index < 150 ? TRAIN : TEST));

  const countOf = (drawn: Uint8Array, label: number, split: number) =>
    drawn.filter((value, index) => value === split && labels[index] === label).length;

  it('takes ten percent of the training samples of every label', () => {
    const drawn = draw(splits, ['validation']);
    expect(countOf(drawn, 0, VALIDATION)).toBe(10);
    expect(countOf(drawn, 1, VALIDATION)).toBe(5);
    expect(countOf(drawn, 0, TRAIN)).toBe(90);
  });

  it('leaves the test split alone', () => {
    expect(draw(splits, ['validation']).subarray(150)).toEqual(splits.subarray(150));
  });

  it('draws the same samples every time, and not simply the first ones', () => {
    const drawn = draw(splits, ['validation']);
    expect(drawn).toEqual(draw(splits, ['validation']));
    expect(drawn.subarray(0, 10)).not.toEqual(new Uint8Array(10).fill(VALIDATION));
  });

  it('draws a test split beside it, of other samples, where both are asked for', () => {
    const all = new Uint8Array(200);
    const drawn = draw(all, ['validation', 'test']);
    expect([countOf(drawn, 0, VALIDATION), countOf(drawn, 0, TEST), countOf(drawn, 0, TRAIN)]).toEqual([
      10, 10, 80,
    ]);
    const validation = draw(all, ['validation']);
    expect(drawn.map((split) => (split === TEST ? TRAIN : split))).toEqual(validation);
  });

  it('draws others by another seed', () => {
    expect(draw(splits, ['validation'], 1)).not.toEqual(draw(splits, ['validation'], 2));
  });

  it('takes the percentages it is given', () => {
    const all = new Uint8Array(200);
    const choice = { seed: 5, validationPercent: 20, testPercent: 30 };
    const drawn = drawSplits({ labels, splits: all, keys }, choice);
    expect([VALIDATION, TEST, TRAIN].map((split) => countOf(drawn, 0, split))).toEqual([20, 30, 50]);
  });

  it('keeps copies of one picture in one part, whatever their labels', () => {
    // Every picture four times, and the last copy under the other label.
    const copied = keys.map((index) => index % 50);
    const drawn = drawSplits(
      { labels, splits: new Uint8Array(200), keys: copied },
      { seed: 1, validationPercent: 20, testPercent: 20 },
    );
    const partsOf = (key: number) =>
      new Set(copied.flatMap((other, index) => (other === key ? [drawn[index]] : [])));
    expect(copied.every((key) => partsOf(key).size === 1)).toBe(true);
    // 50 pictures, all under label 0: a fifth of 200 samples is ten of them.
    expect(drawn.filter((split) => split === VALIDATION)).toHaveLength(40);
    expect(drawn.filter((split) => split === TEST)).toHaveLength(40);
  });

  it('leaves a picture in training that has more copies than a part has room for', () => {
    const drawn = drawSplits(
      { labels: new Uint8Array(20), splits: new Uint8Array(20), keys: Array(20).fill(7) },
      { seed: 1, validationPercent: 10, testPercent: 10 },
    );
    expect([...drawn]).toEqual(Array(20).fill(TRAIN));
  });

  it('is needed only where there is something to train on and nothing to validate with', () => {
    expect(lacksValidation(Uint8Array.of(TRAIN, TEST))).toBe(true);
    expect(lacksValidation(Uint8Array.of(TRAIN, VALIDATION))).toBe(false);
    expect(lacksValidation(Uint8Array.of(TEST))).toBe(false);
  });
});
