import { expect, it } from 'vitest';
import { importer, learner, recognizer, sorter } from '../../src/ui/threads';

it.each([
  ['importer', importer],
  ['learner', learner],
  ['recognizer', recognizer],
  ['sorter', sorter],
] as const)('a dead %s is replaced at its next use, a living one is kept', (_, connection) => {
  const first = connection();
  expect(connection()).toBe(first);
  first.terminate();
  const second = connection();
  expect(second.isDead).toBe(false);
  expect(connection()).toBe(second);
  second.terminate();
});
