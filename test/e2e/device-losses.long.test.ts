import { expect, it } from 'vitest';
import { loseDevices } from '../../tools/kills/device-losses.mjs';
import { servedBuild } from './support';

const site = servedBuild();

it('a training whose graphics device is lost goes on by itself, and ends with the curves of one that kept it', async () => {
  const losses = ['destroyed', 'crashed'] as const;
  const { outcomes } = await loseDevices({ origin: site.origin(), losses, report: console.log });
  expect(outcomes).toMatchObject([
    { loss: 'destroyed', recovered: true, why: '' },
    { loss: 'crashed', recovered: true, why: '' },
  ]);
});

it('goes on with the graphics device also where nobody asked for one: it is not moved to the processor', async () => {
  const asked = { origin: site.origin(), losses: ['destroyed'] as const, isAskedFor: false };
  const { outcomes } = await loseDevices({ ...asked, report: console.log });
  expect(outcomes).toMatchObject([{ loss: 'destroyed', recovered: true, why: '' }]);
});
