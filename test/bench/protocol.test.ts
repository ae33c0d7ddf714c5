import { describe, expect, it } from 'vitest';
import { type Ask, median, race, ratioOf } from '../../src/bench/protocol';
import { stepFlops } from '../../src/bench/work';

/** Answers with the next of its figures: empty dispatches in microseconds, steps in milliseconds. */
function handAnswered({ dispatches, stock, ours }: Record<'dispatches' | 'stock' | 'ours', number[]>): Ask {
  const steps = { stock: [...stock], ours: [...ours] };
  const answer = ({ contender }: { contender: string }, job: string) =>
    job === 'timeEmptyDispatch'
      ? dispatches.shift()
      : { ms: steps[contender as 'stock' | 'ours'].shift(), loss: 2, executor: contender, isFirst: false };
  return (async (to: { contender: string }, job: string) => answer(to, job)) as unknown as Ask;
}

const wanted = {
  contenders: ['stock', 'ours'],
  network: 'narrow',
  batch: 2,
  steps: 2,
  rounds: 3,
  budgetMs: 60_000,
} as const;

describe('a race', () => {
  it('keeps the first step apart and gives milliseconds per step', async () => {
    const ask = handAnswered({ dispatches: [10, 10, 10], stock: [90, 40, 40, 60], ours: [30, 4, 8, 6] });
    const result = await race(ask, wanted);
    expect(result.firstMs).toEqual({ stock: 90, ours: 30 });
    expect(result.ms).toEqual({ stock: [20, 20, 30], ours: [2, 4, 3] });
    expect(ratioOf(result, 'stock', 'ours')).toEqual({ median: 10, least: 5, most: 10 });
  });

  it('runs a round again in which the machine was busy with something else', async () => {
    const ask = handAnswered({
      dispatches: [10, 14, 10, 10],
      stock: [90, 20, 999, 20, 20],
      ours: [30, 2, 2, 2, 2],
    });
    const result = await race(ask, wanted);
    expect(result.discarded).toBe(1);
    expect(result.ms.stock).toEqual([10, 10, 10]);
  });
});

describe('the median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([9, 1, 2])).toBe(2);
    expect(median([1, 2, 4, 100])).toBe(3);
  });
});

describe('the work of a step', () => {
  it('of the Seed CNN at batch 128 is 222.7 GFLOP', () => {
    expect(stepFlops('seed-cnn', 128) / 1e9).toBeCloseTo(222.7, 1);
  });
});
