import { describe, expect, it } from 'vitest';
import { drawnEpochs, MOST_EPOCHS } from '../../src/ui/parts/drawn-epochs';

const falling = (epochs: number) => Array.from({ length: epochs }, (_, index) => 1 / (index + 1));
const rising = (epochs: number) => Array.from({ length: epochs }, (_, index) => index / epochs);

describe('the epochs that a chart draws', () => {
  it('are all of a run that is short enough', () => {
    expect(drawnEpochs([falling(5)], [5], 5)).toEqual([1, 2, 3, 4, 5]);
    expect(drawnEpochs([falling(MOST_EPOCHS)], [], MOST_EPOCHS)).toHaveLength(MOST_EPOCHS);
  });

  it.each([MOST_EPOCHS + 1, 300, 1000, 5000])('are not more for a run of %i', (epochs) => {
    const drawn = drawnEpochs([falling(epochs), rising(epochs)], [epochs], epochs);
    expect(drawn.length).toBeLessThanOrEqual(MOST_EPOCHS + 4);
    expect(drawn[0]).toBe(1);
    expect(drawn.at(-1)).toBe(epochs);
    expect(drawn).toEqual([...new Set(drawn)].toSorted((one, other) => one - other));
  });

  it('keep every spike and every dip of both curves', () => {
    const [training, validation] = [falling(1000), falling(1000)];
    training[500] = 9;
    validation[733] = -3;
    expect(drawnEpochs([training, validation], [], 1000)).toEqual(expect.arrayContaining([501, 734]));
  });

  it('have those that are asked for, and none beyond the axis', () => {
    const drawn = drawnEpochs([falling(1000)], [777, 2000, 0], 1000);
    expect(drawn).toContain(777);
    expect(drawn).not.toContain(2000);
    expect(drawn[0]).toBe(1);
  });

  it('pass over epochs without a value, and stay as a run grows by one', () => {
    const validation = Array<null>(1000).fill(null);
    const before = drawnEpochs([falling(1000), validation], [], 1000);
    const after = new Set(drawnEpochs([falling(1001), [...validation, null]], [], 1001));
    expect(before.filter((epoch) => epoch < 960 && !after.has(epoch))).toEqual([]);
  });
});
