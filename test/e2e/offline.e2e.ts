import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeActorClip } from '../../tools/actor-clip.mjs';
import { serveBuild } from '../../tools/walk.mjs';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { readNumber } from '../../tools/walk/page-figures.mjs';
import { beginTraining, importData } from '../../tools/walk/stages.mjs';

// One visit, in which nothing is started; then there is no server any more.

const folder = mkdtempSync(join(tmpdir(), 'mien-offline-'));
let browser: Awaited<ReturnType<typeof openBrowser>>;
let origin: string;

beforeAll(async () => {
  const clip = join(folder, 'actor.y4m');
  const scenes = [{ faces: [{ actor: 0, expression: 'happy' as const }] }];
  await makeActorClip({ file: clip, fps: 10, seconds: 4, scenes });
  const server = await serveBuild();
  ({ origin } = server);
  browser = await openBrowser({ origin, video: clip });
  const { page } = browser;
  await page.goto(`${origin}#/data`);
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
  await server.close();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a page that was open for a moment, without a network', () => {
  it('starts the camera and names an expression, though it never did before', async () => {
    await watchesCamera(browser.page);
  });

  it('opens again, and starts the camera', async () => {
    const { page } = browser;
    await page.goto('about:blank');
    await page.goto(`${origin}#/data`);
    await watchesCamera(page);
  });

  it('imports, trains and draws its curves', async () => {
    const { page } = browser;
    await importData(page, { data: undefined, report: () => undefined });
    await beginTraining(page, { preset: 'fast', epochs: 1, limit: 70, batch: 8 });
    // A canvas that is drawn has the size Chart.js gave it.
    const canvas = page.locator('.chart canvas').first();
    await expect.poll(() => canvas.evaluate(({ style }: HTMLCanvasElement) => style.width)).not.toBe('');
  });

  it('has asked nobody else meanwhile, and complains of nothing', () => {
    expect(browser.requestsToOtherOrigins).toEqual([]);
    expect(browser.consoleErrors).toEqual([]);
  });
});

async function watchesCamera(page: Page): Promise<void> {
  await page.locator('nav a[href="#/live"]').first().click();
  await page.getByRole('button', { name: 'Start camera' }).click();
  await expect.poll(() => readNumber(page, 'live-frames'), { timeout: 60_000 }).toBeGreaterThan(3);
  await page.locator('data[data-figure="live-label"]').waitFor();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
}
