import { expect, it } from 'vitest';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { beginTraining, importData } from '../../tools/walk/stages.mjs';
import { servedBuild } from './support';

const site = servedBuild();

it('a page that has loaded imports, trains and draws its curves without a network', async () => {
  const browser = await openBrowser({ origin: site.origin() });
  try {
    const { page } = browser;
    const drawing = page.waitForResponse(/training-chart/);
    await page.goto(`${site.origin()}#/data`);
    await drawing;
    await page.waitForLoadState('networkidle');
    await page.context().setOffline(true);
    await importData(page, { data: undefined, report: () => undefined });
    await beginTraining(page, { preset: 'fast', epochs: 1, limit: 70, batch: 8 });
    // A canvas that is drawn has the size Chart.js gave it.
    const canvas = page.locator('.chart canvas').first();
    await expect.poll(() => canvas.evaluate(({ style }: HTMLCanvasElement) => style.width)).not.toBe('');
    expect(browser.consoleErrors.filter((text) => text.includes('dynamically imported'))).toEqual([]);
  } finally {
    await browser.close();
  }
});
