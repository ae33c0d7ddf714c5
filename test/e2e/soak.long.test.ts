import { describe, expect, it } from 'vitest';
import { soakCamera, soakTraining } from '../../tools/soak/soak.mjs';
import { servedBuild } from './support';

const site = servedBuild();
// CI's long tests have half an hour for everything: what hours say is said by `npm run soak`.
const MINUTES = 1;

const asked = () => ({
  origin: site.origin(),
  minutes: MINUTES,
  folder: site.folder(),
  report: console.log,
});

describe('for one minute', () => {
  it('a training keeps the tensors and the memory it computes in, epoch after epoch', async () => {
    const { threads, epochs } = await soakTraining({ ...asked(), images: 300 });
    expect(epochs).toBeGreaterThan(5);
    const learner = threads.find(({ thread }) => thread === 'learner');
    expect(learner).toMatchObject({ tensorsGrown: 0, computeMBGrown: 0 });
  });

  it('a camera keeps those of the network that answers, frame after frame', async () => {
    const { threads, frames } = await soakCamera(asked());
    expect(frames).toBeGreaterThan(100);
    const recognizer = threads.find(({ thread }) => thread === 'recognizer');
    expect(recognizer).toMatchObject({ tensorsGrown: 0, computeMBGrown: 0 });
  });
});
