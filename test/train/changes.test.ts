import { describe, expect, it } from 'vitest';
import type { ComputedBy } from '../../src/storage/run-store';
import { changesBetween } from '../../src/train/training-run';

const computedBy: ComputedBy = {
  backend: 'webgpu',
  device: 'nvidia lovelace',
  executor: 'plan',
  tuning: 'dense: quads',
  mien: '0.1.0',
  tfjs: '4.22.0',
};
const before = { computedBy, validationDigest: 'd1' };

describe('what changed for a run that goes on', () => {
  it('is nothing where everything is as it was', () => {
    expect(changesBetween(before, before)).toEqual([]);
  });

  it.each([
    ['backend', 'wasm'],
    ['device', 'apple metal-3'],
    ['executor', 'tfjs'],
    ['tuning', ''],
    ['mien', '0.2.0'],
    ['tfjs', '4.23.0'],
  ] as const)('is its %s', (part, value) => {
    const now = { ...before, computedBy: { ...computedBy, [part]: value } };
    expect(changesBetween(before, now)).toEqual([part]);
  });

  it('is the pictures it is scored on, unless it never noted which', () => {
    const now = { ...before, validationDigest: 'd2' };
    expect(changesBetween(before, now)).toEqual(['validation']);
    expect(changesBetween({ computedBy }, now)).toEqual([]);
  });
});
