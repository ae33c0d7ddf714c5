import { expect, it } from 'vitest';
import { learnWithOurs } from '../../bench/learn/ours';
import { drawnTask } from '../../bench/learn/pictures';

const ACTORS = 45; // of seven faces each: 32 to learn from, 13 to answer for
const CHANCE = 1 / 7;

it('learns drawn faces to the same accuracy by the plan and on wasm', async () => {
  const task = drawnTask(ACTORS, 6);
  expect([task.train.labels.length, task.heldBack.labels.length]).toEqual([224, 91]);
  const planned = await learnWithOurs(task, 'webgpu');
  const derived = await learnWithOurs(task, 'wasm');
  expect([planned.executor, derived.executor]).toEqual(['plan', 'tfjs']);
  expect(planned.accuracy).toBeGreaterThan(3 * CHANCE);
  expect(Math.abs(planned.accuracy - derived.accuracy)).toBeLessThanOrEqual(0.02);
}, 240_000);
