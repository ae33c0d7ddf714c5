import { describe, expect, it } from 'vitest';
import { historyCsv } from '../../src/ui/history-csv';
import { curveFacts, smooth } from '../../src/ui/smoothing';

describe('smoothing', () => {
  it('changes nothing at weight 0', () => {
    expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2]);
  });

  it('starts at the first value, not at zero, and leans on what came before', () => {
    // The second: 4 weighs 1/4 and 1 weighs 1/2, together 3/4.
    expect(smooth([4, 1], 0.5)).toEqual([4, 2]);
  });

  it('leaves gaps where they are', () => {
    expect(smooth([null, 2, null, 2], 0.9)).toEqual([null, 2, null, expect.closeTo(2, 12)]);
  });
});

describe('the facts of a curve', () => {
  it('are its last, smallest and largest value with their epochs', () => {
    expect(curveFacts([null, 5, 2, 9, 3])).toEqual({
      now: 3,
      least: { value: 2, epoch: 3 },
      most: { value: 9, epoch: 4 },
    });
    expect(curveFacts([])).toBeUndefined();
  });
});

it('a run’s curves as CSV have a row per epoch, empty where nothing was validated', () => {
  const train = { loss: 1.5, accuracy: 0.25 };
  const rows = historyCsv([
    { epoch: 1, train, validation: { loss: 1.25, accuracy: 0.5 }, learningRate: 0.001, seconds: 2 },
    { epoch: 2, train, validation: null, learningRate: 0.0005, seconds: 3 },
  ]);
  expect(rows).toBe(
    'epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n' +
      '1,1.5,0.25,1.25,0.5,0.001,2\n' +
      '2,1.5,0.25,,,0.0005,3\n',
  );
});
