import { describe, expect, it } from 'vitest';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { servedBuild } from './support';

const site = servedBuild();

describe('the bench page', () => {
  it('is found from what computes, loads under the content policy, and leads back', async () => {
    const browser = await openBrowser({ origin: site.origin() });
    try {
      const { page } = browser;
      await page.goto(site.origin());
      await page.getByRole('button', { name: /^What computes/ }).click();
      await page.getByRole('link', { name: 'Measure how fast it is here' }).click();
      await page.getByRole('heading', { level: 1, name: 'How fast is it here?' }).waitFor();
      expect(await page.getByRole('button', { name: 'Start' }).isEnabled()).toBe(true);
      await page.getByRole('link', { name: 'Mien' }).click();
      await page.getByRole('heading', { level: 1, name: 'Data' }).waitFor();
      expect(browser.consoleErrors).toEqual([]);
      expect(browser.requestsToOtherOrigins).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
