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
