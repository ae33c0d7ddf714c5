import { describe, expect, it } from 'vitest';
import type { ModelCard } from '../../src/shared/model-card';
import { adjusted, livePrior, logarithms, neutralBias, priorBias } from '../../src/live/calibration';

const SAD_LOOKING = [0.1, 0.1, 0.1, 0.1, 0.3, 0.1, 0.2]; // at rest; neutral is the last

describe('the neutral calibration', () => {
  const bias = neutralBias([logarithms(SAD_LOOKING), logarithms(SAD_LOOKING)], 6);

  it('makes a resting face that reads sad read neutral', () => {
    const seen = adjusted(SAD_LOOKING, { temperature: 1, biases: [bias] });
    expect(seen.indexOf(Math.max(...seen))).toBe(6);
  });

  it('does not hide a plain smile', () => {
    const smile = [0.01, 0.01, 0.01, 0.9, 0.02, 0.02, 0.03];
    const seen = adjusted(smile, { temperature: 1, biases: [bias] });
    expect(seen.indexOf(Math.max(...seen))).toBe(3);
  });

  it('is bounded, however sure the network was of the wrong label', () => {
    const strong = neutralBias([logarithms([0, 0, 0, 0, 1, 0, 0])], 6);
    expect(Math.max(...strong.map(Math.abs))).toBeLessThanOrEqual(0.7 * 2.5 + 1e-12);
  });
});

describe('the live prior', () => {
  it('weighs a label up by how much more often it is met than it was trained', () => {
    const bias = priorBias([50, 50], [0.8, 0.2]);
    const [first = 0] = adjusted([0.5, 0.5], { temperature: 1, biases: [bias] });
    expect(first).toBeCloseTo(0.8, 12);
  });
});

describe('the prior of a model', () => {
  const labels = ['happy', 'neutral'];
  const card = (classWeights?: 'balanced', labelCounts: readonly number[] | undefined = [400, 100]) =>
    ({ labels, recipe: { classWeights }, trained: { labelCounts } }) as unknown as ModelCard; // all that is looked at

  it('is how often it met its labels', () => {
    expect(livePrior(card())).toEqual(priorBias([400, 100], [0.18, 0.4]));
  });

  it('counts a picture as often as a training with class weights did', () => {
    const [happy, neutral] = [Math.sqrt(500 / 800), Math.sqrt(500 / 200)];
    expect(livePrior(card('balanced'))).toEqual(priorBias([400 * happy, 100 * neutral], [0.18, 0.4]));
  });

  it('is not known of a model that does not say so, or has labels of its own', () => {
    expect(livePrior({ ...card(), trained: {} } as unknown as ModelCard)).toBeUndefined();
    expect(livePrior({ ...card(), labels: ['cat', 'dog'] })).toBeUndefined();
  });
});

describe('the temperature', () => {
  it('makes answers less sure and keeps their order', () => {
    const [first = 0, second = 0] = adjusted([0.9, 0.1], { temperature: 2, biases: [] });
    expect(first / second).toBeCloseTo(3, 12);
  });
});
