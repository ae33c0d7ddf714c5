import { beforeAll, describe, expect, it } from 'vitest';
import { countCalls } from '../../src/bench/ours';
import type { CountAnswer } from '../../src/bench/questions';

// A GPU that only counts stands in: exact figures, and no shader runs. This page's thread starts no other.
describe('a step of the Seed CNN at batch 128, in calls to the GPU', () => {
  let counted: CountAnswer;
  beforeAll(async () => {
    counted = await countCalls({ batch: 128, steps: 100 });
  });

  it('is worked out by the plan', () => {
    expect(counted.executor).toBe('plan');
  });

  it('takes at most 90 dispatches and 2 submissions', () => {
    expect(counted.dispatches).toBeGreaterThan(20);
    expect(counted.dispatches).toBeLessThanOrEqual(90);
    expect(counted.submits).toBeGreaterThanOrEqual(1);
    expect(counted.submits).toBeLessThanOrEqual(2);
  });

  it('uploads at most 64 KB', () => {
    expect(counted.uploadedBytes).toBeGreaterThan(128); // at least a byte for each label
    expect(counted.uploadedBytes).toBeLessThanOrEqual(65_536);
  });

  it('makes no buffer', () => {
    expect(counted.buffers).toBe(0);
  });

  it('holds at most 0.7 GB without the pictures, and no byte more after a hundred steps', () => {
    expect(counted.gpuBytes).toBeGreaterThan(4_478_727 * 12); // the weights and their two moments
    expect(counted.gpuBytes).toBeLessThanOrEqual(0.7e9);
    expect(counted.gpuBytesGrowth).toBe(0);
  });
});
