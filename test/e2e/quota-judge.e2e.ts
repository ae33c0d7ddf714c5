import { describe, expect, it } from 'vitest';
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
