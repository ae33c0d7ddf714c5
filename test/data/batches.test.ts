import { describe, expect, it } from 'vitest';
import { epochBatches, type EpochPlan, stepsPerEpoch } from '../../src/data/batches';

const PLAN: EpochPlan = { samples: 10, batchSize: 4, seed: 1, epoch: 1, lastBatch: 'drop' };
const sorted = (batches: readonly Uint32Array[]) =>
  batches.flatMap((batch) => [...batch]).toSorted((a, b) => a - b);

describe('the batches of an epoch', () => {
  it('show each sample at most once when the rest is dropped', () => {
    const batches = epochBatches(PLAN);
    expect(batches.map((batch) => batch.length)).toEqual([4, 4]);
    expect(new Set(sorted(batches)).size).toBe(8);
  });

  it('show every sample, and complete the last batch from the order of the next epoch', () => {
    const batches = epochBatches({ ...PLAN, lastBatch: 'fill' });
    const [nextFirst] = epochBatches({ ...PLAN, epoch: 2 });
    expect(batches.map((batch) => batch.length)).toEqual([4, 4, 4]);
    expect(new Set(sorted(batches)).size).toBe(10);
    expect(batches[2]?.subarray(2)).toEqual(nextFirst?.subarray(0, 2));
  });

  it('need no filling when the batches come out even', () => {
    const batches = epochBatches({ ...PLAN, samples: 8, lastBatch: 'fill' });
    expect(sorted(batches)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('are the same for the same seed and epoch, and another order for another', () => {
    expect(epochBatches(PLAN)).toEqual(epochBatches(PLAN));
    expect(epochBatches({ ...PLAN, epoch: 2 })).not.toEqual(epochBatches(PLAN));
    expect(epochBatches({ ...PLAN, seed: 2 })).not.toEqual(epochBatches(PLAN));
  });

  it('are one batch of everything when there are fewer samples than a batch', () => {
    for (const lastBatch of ['drop', 'fill'] as const) {
      expect(sorted(epochBatches({ ...PLAN, samples: 3, lastBatch }))).toEqual([0, 1, 2]);
    }
  });

  it('are none without samples', () => {
    expect(epochBatches({ ...PLAN, samples: 0 })).toEqual([]);
  });

  it.each([0, 1, 3, 4, 5, 8, 10])('are as many as the plan says, for %i samples', (samples) => {
    for (const lastBatch of ['drop', 'fill'] as const) {
      const plan = { ...PLAN, samples, lastBatch };
      expect(stepsPerEpoch(plan)).toBe(epochBatches(plan).length);
    }
  });
});
