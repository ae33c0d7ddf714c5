/** The same network, first weights, batches and rates by the plan, by stock tfjs and by wasm: do they learn the same? */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inChromium } from './in-chromium.mjs';

// Stock tfjs takes a second or two of a processor for each step on the software adapter: sixty of them for each task.
const ENGINES = /** @type {const} */ (['plan', 'stock', 'wasm']);
const ACTORS = { source: 'actors', actors: 100, epochs: 4 };
const FER2013 = { source: 'fer2013', train: 960, heldBack: 800, epochs: 2 };
const MOST_POINTS = 2;

/** @typedef {{ accuracy: number, losses: number[], executor: string, seconds: number }} Learnt */

export async function measureAccuracy() {
  const zip = join(process.env.MIEN_DATA ?? '', 'fer2013-images.zip');
  const hasFer = process.env.MIEN_DATA !== undefined && existsSync(zip);
  return inChromium('bench/accuracy.html', async (page) => {
    const actors = await learn(page, ACTORS);
    if (!hasFer) return { actors, fer2013: null, fer2013Reason: 'no fer2013-images.zip in MIEN_DATA' };
    await page.locator('input').setInputFiles(zip);
    return { actors, fer2013: await learn(page, FER2013) };
  });
}

/**
 * @param {import('playwright').Page} page
 * @param {typeof ACTORS | typeof FER2013} wanted
 */
async function learn(page, wanted) {
  const task = await page.evaluate((asked) => globalThis.prepare(asked), wanted);
  /** @type {Record<string, Learnt>} */
  const learnt = {};
  for (const engine of ENGINES) {
    const one = await page.evaluate((asked) => globalThis.learn(asked), engine);
    learnt[engine] = one;
    console.log(
      `  ${wanted.source}: ${engine} (${one.executor}) ${(100 * one.accuracy).toFixed(1)} % of ${task.heldBack}, ` +
        `losses ${one.losses.map((/** @type {number} */ loss) => loss.toFixed(4)).join(' ')}, ${one.seconds.toFixed(0)} s`,
    );
  }
  const accuracies = ENGINES.map((engine) => learnt[engine]?.accuracy ?? Number.NaN);
  const points = 100 * (Math.max(...accuracies) - Math.min(...accuracies));
  return {
    ...Object.fromEntries(ENGINES.map((engine, place) => [engine, accuracies[place]])),
    points,
    isSame: points <= MOST_POINTS,
    ...task,
    epochs: wanted.epochs,
    details: learnt,
  };
}
