/** Two epochs of the tutorial's network over a part of FER2013, by our engine and by stock tfjs, on wasm: the same losses? */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inChromium } from './in-chromium.mjs';

const WHOLE = { images: 6000, batch: 128, epochs: 2 };
const SMALL = { images: 400, batch: 32, epochs: 2 };
const TOLERANCE = 0.02;

/** Of the tutorial's own run, 28,709 pictures and other chance: for orientation. */
const TUTORIAL = [
  { epoch: 1, loss: 2.0174, accuracy: 0.2333, validationAccuracy: 0.2966 },
  { epoch: 2, loss: 1.8401, accuracy: 0.2873, validationAccuracy: 0.3311 },
];

/** @param {{ small: boolean }} options */
export async function measureSeedA({ small }) {
  const zip = join(process.env.MIEN_DATA ?? '', 'fer2013-images.zip');
  if (!existsSync(zip)) return { reason: 'no fer2013-images.zip in MIEN_DATA' };
  const size = small ? SMALL : WHOLE;
  return inChromium('bench/seed-a.html', async (page) => {
    await page.locator('input').setInputFiles(zip);
    /** @param {'store' | 'ours' | 'stock'} task */
    const ask = (task) => page.evaluate((asked) => globalThis.ask(asked), { task, ...size });
    const { images } = await ask('store');
    const ours = await ask('ours');
    const stock = await ask('stock');
    const lossDifference = Math.max(
      ...ours.flatMap(({ train, validation }, index) => [
        Math.abs(train.loss / stock[index].train.loss - 1),
        Math.abs(validation.loss / stock[index].validation.loss - 1),
      ]),
    );
    const isEqual = lossDifference <= TOLERANCE;
    return { ...size, drawnFrom: images, lossDifference, isEqual, ours, stock, tutorial: TUTORIAL };
  });
}
