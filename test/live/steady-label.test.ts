import { describe, expect, it } from 'vitest';
import { isClear, type Steady, softmax, steadied } from '../../src/live/steady-label';

/** One frame every 33 ms, from `fromMs` on. */
function play(
  frames: readonly (readonly number[])[],
  fromMs = 0,
  before?: Steady,
  everyMs = 33,
): readonly Steady[] {
  const seen: Steady[] = [];
  for (const [index, frame] of frames.entries()) {
    seen.push(steadied(seen.at(-1) ?? before, frame, fromMs + index * everyMs));
  }
  return seen;
}
const times = (count: number, frame: readonly number[]) => Array.from({ length: count }, () => frame);
const NEUTRAL = [0.9, 0.1];
const HAPPY = [0.1, 0.9];

describe('a steady label', () => {
  it('takes the first frame as it is', () => {
    const [first] = play([[0.3, 0.7]]);
    expect(first?.label).toBe(1);
    expect(first?.probabilities[1]).toBeCloseTo(0.7, 12);
  });

  it('is not moved by one frame that differs', () => {
    const seen = play([...times(10, NEUTRAL), HAPPY, ...times(10, NEUTRAL)]);
    expect(seen.map(({ label }) => label)).toEqual(times(21, [0]).flat());
  });

  it('follows a face that changes, within 350 ms and never on one frame alone', () => {
    const seen = play([...times(30, NEUTRAL), ...times(30, HAPPY)]);
    const changedMs = (seen.findIndex(({ label }) => label === 1) - 30) * 33;
    expect(changedMs).toBeGreaterThan(33);
    expect(changedMs).toBeLessThan(350);
  });

  it('averages over time, not over frames: slow and fast cameras end alike', () => {
    const slow = play(times(7, HAPPY), 100, play([NEUTRAL])[0], 100).at(-1);
    const fast = play(times(61, HAPPY), 100, play([NEUTRAL])[0], 10).at(-1);
    expect(Math.abs((fast?.probabilities[1] ?? 0) - (slow?.probabilities[1] ?? 1))).toBeLessThan(0.02);
  });

  it('is not moved by a face between two labels, of which every frame says another', () => {
    const seen = play(
      Array.from({ length: 300 }, (_, frame) => (frame % 2 === 0 ? [0.75, 0.25] : [0.3, 0.7])),
    );
    expect(new Set(seen.map(({ label }) => label)).size).toBe(1);
  });

  it('stays while two labels are close', () => {
    const seen = play([...times(10, [0.52, 0.48]), ...times(60, [0.48, 0.52])]);
    expect(seen.at(-1)?.label).toBe(0);
    expect(seen.at(-1)?.probabilities[1]).toBeGreaterThan(0.51);
  });

  it('forgets a challenger that gives way', () => {
    const seen = play([...times(10, NEUTRAL), ...times(9, HAPPY), ...times(12, NEUTRAL)]);
    expect(seen.at(-1)).toMatchObject({ label: 0, challenger: undefined });
  });
});

describe('naming an expression', () => {
  it('takes at least .45 and a lead of .10', () => {
    expect(isClear([0.46, 0.3, 0.24], 0)).toBe(true);
    expect(isClear([0.44, 0.3, 0.26], 0)).toBe(false);
    expect(isClear([0.48, 0.45, 0.07], 0)).toBe(false);
  });

  it('does not name a held label that another has overtaken', () => {
    expect(isClear([0.46, 0.5, 0.04], 0)).toBe(false);
  });
});

describe('softmax', () => {
  it('makes probabilities of logits, however large', () => {
    expect(softmax([0, Math.log(3)]).map((p) => p.toFixed(6))).toEqual(['0.250000', '0.750000']);
    expect(softmax([1000, 1000])).toEqual([0.5, 0.5]);
  });
});
