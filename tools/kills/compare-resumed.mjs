/** What the harness page measures without anyone dying, in a real browser. */
import { MortalBrowser } from './mortal-browser.mjs';
import { serveKillSite } from './site.mjs';

/**
 * How many bits differ between an interrupted and an uninterrupted run.
 *
 * @param {import('./resume.ts').ResumeTrial} trial @returns {Promise<import('./resume.ts').ResumeVerdict>}
 */
export function compareResumed(trial) {
  return onHarnessPage((page) =>
    page.evaluate((asked) => globalThis.harness.compareInterrupted(asked), trial),
  );
}

/** @param {number} total @returns {Promise<import('./flips.ts').FlipVerdict>} */
export function countFlips(total) {
  return onHarnessPage((page) => page.evaluate((count) => globalThis.harness.countFlips(count), total));
}

/** @template T @param {(page: import('playwright').Page) => Promise<T>} measure @returns {Promise<T>} */
async function onHarnessPage(measure) {
  const site = await serveKillSite('production');
  const browser = new MortalBrowser(site.page);
  try {
    return await measure(await browser.page());
  } finally {
    await browser.close();
    await site.close();
  }
}
