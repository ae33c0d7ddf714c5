/** Runs the comparison of an interrupted and an uninterrupted run in a real browser. */
import { MortalBrowser } from './mortal-browser.mjs';
import { serveKillSite } from './site.mjs';

/**
 * @param {import('./resume.ts').ResumeTrial} trial
 * @returns {Promise<import('./resume.ts').ResumeVerdict>}
 */
export async function compareResumed(trial) {
  const site = await serveKillSite('production');
  const browser = new MortalBrowser(site.page);
  try {
    const page = await browser.page();
    return await page.evaluate((asked) => globalThis.harness.compareInterrupted(asked), trial);
  } finally {
    await browser.close();
    await site.close();
  }
}
