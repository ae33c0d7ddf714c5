import { describe, expect, it } from 'vitest';
import { judgeCheckpoint } from '../../tools/kills/quota-checkpoints.mjs';
import { saysWhatIsMissing } from '../../tools/kills/quota-sweep.mjs';

describe('what is said to be missing', () => {
  it.each([
    ['all of it', 'storage/quota-full', 83, 0, true],
    ['the rest', 'storage/quota-full', 40, 41, true],
    ['too much', 'storage/quota-full', 150, 0, false],
    ['nothing', 'storage/quota-full', null, 0, false],
    ['another reason', 'storage/failed', 83, 0, false],
  ])('is judged: %s', (_, code, neededMB, level, isSaid) => {
    expect(saysWhatIsMissing(code, neededMB, level, 35_887)).toBe(isSaid);
  });
});

describe('a checkpoint that found no room', () => {
  const at = (step: number) => ({
    step,
    recordStep: step,
    modelStep: step,
    isNewest: true,
    status: 'running',
    name: '',
    leftOver: 0,
  });
  const full = 'storage/quota-full';

  it.each([
    ['stored, as was said', '', at(3), {}],
    ['not stored, as was said', full, at(2), {}],
    ['said to be stored, and not there', '', at(2), { lost: 1 }],
    ['and took the one before along', full, at(0), { lost: 1 }],
    ['not whole', full, { ...at(2), step: Number.NaN }, { damaged: 1 }],
    ['passed over for the one before', full, { ...at(2), isNewest: false }, { damaged: 1 }],
    ['there without its model', '', { ...at(3), modelStep: 2 }, { halfVisible: 1 }],
    ['there, and said not to be', full, at(3), { halfVisible: 1 }],
    ['refused for another reason', 'internal/unexpected', at(2), { unsaid: 1 }],
  ])('is judged: %s', (_, code, after, found) => {
    const nothing = { lost: 0, damaged: 0, halfVisible: 0, unsaid: 0 };
    expect(judgeCheckpoint({ code, before: at(2), after })).toEqual({ ...nothing, ...found });
  });
});
