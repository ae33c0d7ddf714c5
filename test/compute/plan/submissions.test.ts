import { expect, it } from 'vitest';
import { cutsOf } from '../../../src/compute/plan/submissions';

it('leaves a step whole that is fast enough', () => {
  expect(cutsOf([10, 20, 30], 60)).toEqual([0]);
});

it('begins a new submission before one grows too long', () => {
  expect(cutsOf([40, 40, 40, 40], 100)).toEqual([0, 2]);
  expect(cutsOf([40, 70, 10, 20, 1], 100)).toEqual([0, 1, 4]);
});

it('gives what takes too long by itself a submission of its own', () => {
  expect(cutsOf([5, 300, 5, 5], 100)).toEqual([0, 1, 2]);
});
