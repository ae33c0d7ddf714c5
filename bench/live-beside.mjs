/** A training and the camera on one machine: how much of its speed the training keeps, and whether the page says so. */
import { readNumber, waitFor } from '../tools/walk/page-figures.mjs';
import { importData, watchCamera } from '../tools/walk/stages.mjs';

const TOLD_OVER_MS = 8000; // the page's own window for the speed of a training
const WATCH_SECONDS = 40;
const COUNTED_SECONDS = 15; // at the end, when the rests have settled

/** @param {import('playwright').Page} page with a model in use @param {(line: string) => void} report */
export async function watchBesideTraining(page, report) {
  await importData(page, { data: undefined, report });
  await page.locator('nav a[href="#/train"]').first().click();
  const epochs = page.getByLabel('Epochs', { exact: true });
  await epochs.fill('1000'); // longer than anybody watches
  await epochs.press('Enter');
  await page.getByRole('button', { name: 'Start training' }).click();
  await waitFor(page, async () => (await readNumber(page, 'train-images-per-second')) || undefined, {
    what: 'training',
    limitMs: 120_000,
  });
  await page.waitForTimeout(2 * TOLD_OVER_MS);
  const before = await readNumber(page, 'train-images-per-second');
  /** @type {{ atMs: number, share: number, isSaid: boolean }[]} */
  const samples = [];
  const live = await watchCamera(page, {
    seconds: WATCH_SECONDS,
    report,
    onSample: async () => {
      const share = await readNumber(page, 'live-training-share').catch(() => undefined);
      const isSaid = (await page.locator('.notice [data-figure="live-training-share"]').count()) > 0;
      if (share !== undefined) samples.push({ atMs: Date.now(), share, isSaid });
    },
  });
  const counted = samples.filter(({ atMs }) => (samples.at(-1)?.atMs ?? 0) - atMs < COUNTED_SECONDS * 1000);
  const share = counted.reduce((sum, sample) => sum + sample.share, 0) / counted.length;
  return {
    imagesPerSecondBefore: before,
    shareKept: share,
    lowestShare: Math.min(...samples.map((sample) => sample.share)),
    isSaidWhenLow: samples.every((sample) => sample.isSaid === sample.share < 0.5),
    cameraFrames: live.frames,
    cameraMedianMs: live.medianFrameMs,
  };
}
