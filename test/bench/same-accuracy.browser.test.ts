import { expect, it } from 'vitest';
import { learnWithOurs } from '../../bench/learn/ours';
import { drawnTask } from '../../bench/learn/pictures';

const ACTORS = 60; // of seven faces each: 42 to learn from, 18 to answer for
const CHANCE = 1 / 7;

it('learns drawn faces to the same accuracy by the plan and on wasm', async () => {
  const task = drawnTask(ACTORS, 6);
  expect([task.train.labels.length, task.heldBack.labels.length]).toEqual([294, 126]);
  const planned = await learnWithOurs(task, 'webgpu');
  const derived = await learnWithOurs(task, 'wasm');
  expect([planned.executor, derived.executor]).toEqual(['plan', 'tfjs']);
  expect(planned.accuracy).toBeGreaterThan(4 * CHANCE);
  expect(Math.abs(planned.accuracy - derived.accuracy)).toBeLessThanOrEqual(0.02);
}, 120_000);
