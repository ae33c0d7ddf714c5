import { expect, it } from 'vitest';
import { sweepQuota } from '../../tools/kills/quota-sweep.mjs';

const FER2013 = 35_887; // images, 79 MiB

it('a disk that is full loses nothing, shows nothing half stored, and says how much is missing', async () => {
  const { outcomes, ...counted } = await sweepQuota({
    images: 9100,
    levels: [3, 10, 60],
    report: console.log,
  });
  expect(counted).toEqual({ levels: 3, lost: 0, damaged: 0, halfVisible: 0, leftOver: 0, unsaid: 0 });
  expect(outcomes.map(({ stored }) => stored)).toEqual([false, false, true]);
});

it('a disk that fills up while parts are drawn is told with all that is still to be written', async () => {
  // The 20 MiB fit once, and not the second time, with other parts.
  const { outcomes, ...counted } = await sweepQuota({
    images: 9100,
    levels: [28],
    hasUsage: false,
    report: console.log,
  });
  expect(counted).toEqual({ levels: 1, lost: 0, damaged: 0, halfVisible: 0, leftOver: 0, unsaid: 0 });
  expect(outcomes).toMatchObject([{ stored: false, code: 'storage/quota-full' }]);
  expect(outcomes[0]?.neededMB).toBeGreaterThan(10); // a shard is 1
});

it('out of room at any of five levels, an import of FER2013 loses nothing', async () => {
  // None near the 79 MiB it takes, where a little more or less decides; all of them: `npm run kills -- --quota`.
  const levels = [0, 20, 40, 60, 100];
  const { outcomes, ...counted } = await sweepQuota({ images: FER2013, levels, report: console.log });
  expect(counted).toEqual({ levels: 5, lost: 0, damaged: 0, halfVisible: 0, leftOver: 0, unsaid: 0 });
  expect(outcomes.map(({ stored }) => stored)).toEqual([false, false, false, false, true]);
});
