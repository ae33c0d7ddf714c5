import { describe, expect, it } from 'vitest';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { servedBuild } from './support';

const site = servedBuild();
// CI has half an hour for all long tests, and these three minutes guard the least: test/e2e/bench-page.e2e.ts starts the page.
const isAsked = process.env.MIEN_LONG === 'all';

describe('the bench page', () => {
  it.runIf(isAsked)(
    'measures all three engines under the content policy, on the software adapter',
    async () => {
      const browser = await openBrowser({ origin: site.origin() });
      try {
        await browser.page.goto(`${site.origin()}bench/`);
        await browser.page.getByRole('button', { name: 'Start' }).click();
        const ratio = browser.page.locator('[data-figure="bench-stock-over-ours-seed-cnn"]');
        await ratio.waitFor({ timeout: 900_000 });
        expect(Number(await ratio.getAttribute('value'))).toBeGreaterThan(2);
        const rows = browser.page.locator('[data-figure="bench-ms-per-step"]');
        expect(await rows.evaluateAll((found) => found.map((one) => one.getAttribute('data-label')))).toEqual(
          ['fast ours', 'fast stock', 'fast wasm', 'seed-cnn ours', 'seed-cnn stock', 'seed-cnn wasm'],
        );
        expect(browser.consoleErrors).toEqual([]);
        expect(browser.requestsToOtherOrigins).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});
