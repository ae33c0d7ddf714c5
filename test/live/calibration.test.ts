import { describe, expect, it } from 'vitest';
import { adjusted, logarithms, neutralBias, priorBias } from '../../src/live/calibration';

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

describe('the temperature', () => {
  it('makes answers less sure and keeps their order', () => {
    const [first = 0, second = 0] = adjusted([0.9, 0.1], { temperature: 2, biases: [] });
    expect(first / second).toBeCloseTo(3, 12);
  });
});
