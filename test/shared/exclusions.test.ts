import { describe, expect, it } from 'vitest';
import { effectiveStep, excludedAfter, type ExclusionStep } from '../../src/shared/exclusions';

const step = (excluded: number[], readmitted: number[] = []): ExclusionStep => ({
  excluded: [{ why: 'copies', indices: Uint32Array.from(excluded) }],
  readmitted: Uint32Array.from(readmitted),
  atMs: 0,
});

describe('what is left out', () => {
  it('is what the steps excluded and did not take in again', () => {
    expect([...excludedAfter([step([1, 2]), step([5], [2])]).keys()]).toEqual([1, 5]);
  });

  it('is as before when the last step is taken back, also where steps overlap', () => {
    const first = step([1, 2]);
    const second = effectiveStep(step([2, 3]), excludedAfter([first]));
    expect(second?.excluded).toEqual([{ why: 'copies', indices: Uint32Array.of(3) }]);
    expect([...excludedAfter(second ? [first, second] : []).keys()]).toEqual([1, 2, 3]);
  });

  it('does not change by a step that changes nothing', () => {
    expect(effectiveStep(step([1], [9]), excludedAfter([step([1])]))).toBeUndefined();
  });
});
