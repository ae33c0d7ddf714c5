import { describe, expect, it } from 'vitest';
import { accuracyOf, confusionOf, labelScores, macroF1, totalOf } from '../../src/evaluate/metrics';

// Six pictures: four of label 0 (three found), two of label 1 (one found).
const confusion = confusionOf([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0], 2);

describe('metrics', () => {
  it('counts rows as true and columns as predicted', () => {
    expect(confusion).toEqual([
      [3, 1],
      [1, 1],
    ]);
    expect(totalOf(confusion)).toBe(6);
  });

  it('accuracy is the share on the diagonal', () => {
    expect(accuracyOf(confusion)).toBeCloseTo(4 / 6, 12);
  });

  it('precision, recall and F1 follow their definitions', () => {
    const [first, second] = labelScores(confusion);
    expect(first).toEqual({ precision: 3 / 4, recall: 3 / 4, f1: 6 / 8, images: 4 });
    expect(second).toEqual({ precision: 1 / 2, recall: 1 / 2, f1: 2 / 4, images: 2 });
    expect(macroF1(confusion)).toBeCloseTo((0.75 + 0.5) / 2, 12);
  });

  it('a label that never occurs does not count in macro F1', () => {
    expect(macroF1(confusionOf([0, 0], [0, 0], 3))).toBe(1);
  });

  it('an empty matrix scores zero, not NaN', () => {
    expect(accuracyOf(confusionOf([], [], 3))).toBe(0);
    expect(macroF1(confusionOf([], [], 3))).toBe(0);
  });
});
