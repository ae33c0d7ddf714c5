import { describe, expect, it } from 'vitest';
import { soakCamera, soakTraining } from '../../tools/soak/soak.mjs';
import { servedBuild } from './support';

const site = servedBuild();
// What hours say is said by `npm run soak`: half a megabyte an hour is 40 KB in the five minutes that count here. A collection
// falls at any point of an epoch, of a redraw, of the compiler's work, and finds a page up to 2 MB larger than another does: the
// line through them shakes by 4 MB/h. The least heap of each half of those minutes, 30 samples, shakes far less, and says what
// ten minutes can say: no leak of 0.75 MB in two and a half minutes, some 20 KB in each epoch of a slow machine. What is no leak
// stays well below it: the compiler still adds a tenth of a megabyte, and the page keeps rows of a hundred epochs and points of
// 128, which is 0.2 MB at most. A slow machine has compiled little by the same minute, so epochs go before the ten minutes.
const TRAINING_MINUTES = 10;
const WARM_UP_EPOCHS = 20;
const MOST_MB = 0.75;
const CAMERA_MINUTES = 1;

const asked = (minutes: number) => ({
  origin: site.origin(),
  minutes,
  folder: site.folder(),
  report: console.log,
});

describe('for minutes', () => {
  it('a training keeps the tensors and the memory it computes in, epoch after epoch, and hardly adds to its heaps', async () => {
    const { threads, epochs } = await soakTraining({
      ...asked(TRAINING_MINUTES),
      images: 300,
      warmUpEpochs: WARM_UP_EPOCHS,
    });
    console.log(JSON.stringify({ epochs, threads }));
    expect(epochs - WARM_UP_EPOCHS).toBeGreaterThan(20);
    const learner = threads.find(({ thread }) => thread === 'learner');
    expect(learner?.tensorsGrown).toBeLessThanOrEqual(0); // fewer, where the first half met only fuller moments
    expect(learner?.computeMBGrown).toBeLessThanOrEqual(0);
    for (const { thread, heapMBGrown, gpuMBGrown } of threads) {
      expect(heapMBGrown, thread).toBeLessThan(MOST_MB);
      expect(gpuMBGrown ?? 0, thread).toBeLessThanOrEqual(0);
    }
  }, 2_400_000);

  it('a camera keeps those of the network that answers, frame after frame', async () => {
    const { threads, frames } = await soakCamera(asked(CAMERA_MINUTES));
    expect(frames).toBeGreaterThan(100);
    const recognizer = threads.find(({ thread }) => thread === 'recognizer');
    expect(recognizer?.tensorsGrown).toBeLessThanOrEqual(0);
    expect(recognizer?.computeMBGrown).toBeLessThanOrEqual(0);
  });
});
