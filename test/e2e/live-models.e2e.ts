import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { EXPRESSIONS } from '../../src/shared/labels';
import { makeActorClip } from '../../tools/actor-clip.mjs';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { servedBuild } from './support';

// The two models that come with the page, in turn and side by side, on one camera and on one picture.

const SMILE_LABELS = ['smile', 'unsmile'];
const site = servedBuild();
let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  const clip = join(site.folder(), 'actor.y4m');
  await makeActorClip({
    file: clip,
    fps: 10,
    seconds: 4,
    scenes: [{ faces: [{ actor: 0, expression: 'happy' }] }],
  });
  browser = await openBrowser({ origin: site.origin(), video: clip });
});

afterAll(() => browser.close());

beforeEach(async () => {
  const { page } = browser;
  await page.goto('about:blank');
  await page.goto(`${site.origin()}#/live`);
  await choose(page, 'Model', 'fast');
});

describe('another model', () => {
  it('chosen while the camera runs answers from then on, and the camera stays on', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'Start camera' }).click();
    await answers(page, 'live-label', EXPRESSIONS);
    await choose(page, 'Model', 'smile');
    await answers(page, 'live-label', SMILE_LABELS);
    await page.getByRole('button', { name: 'Pause' }).waitFor();
  });

  it('chosen as the second answers beside the first, and goes when it is chosen away', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'Start camera' }).click();
    await answers(page, 'live-label', EXPRESSIONS);
    await choose(page, 'Second model', 'smile');
    await answers(page, 'live-second-label', SMILE_LABELS);
    await answers(page, 'live-label', EXPRESSIONS);
    await choose(page, 'Second model', 'none');
    await page.getByRole('region', { name: 'Second model' }).waitFor({ state: 'detached' });
  });

  it('reads the picture in view anew', async () => {
    const { page } = browser;
    await openPicture(page, await snapshot(page));
    await answers(page, 'live-label', EXPRESSIONS);
    await choose(page, 'Model', 'smile');
    await answers(page, 'live-label', SMILE_LABELS);
    await choose(page, 'Second model', 'fast');
    await answers(page, 'live-second-label', EXPRESSIONS);
  });
});

/** Chooses the option whose text begins so. */
async function choose(page: Page, label: string, text: string): Promise<void> {
  const select = page.getByRole('combobox', { name: label, exact: true });
  const option = select.locator('option', { hasText: new RegExp(`^(Built in: )?${text}`, 'i') });
  await select.selectOption(await option.getAttribute('value'));
}

/** One of these labels is said. */
async function answers(page: Page, figure: string, labels: readonly string[]): Promise<void> {
  const said = labels.map((label) => `data[data-figure="${figure}"][value="${label}"]`);
  await page.locator(said.join(', ')).waitFor();
}

/** What the camera shows, as a picture file. */
async function snapshot(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Start camera' }).click();
  await answers(page, 'live-label', EXPRESSIONS);
  const address = await page.evaluate(() => {
    const video = document.querySelector('video');
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: video?.videoWidth, height: video?.videoHeight });
    if (video) canvas.getContext('2d')?.drawImage(video, 0, 0);
    return canvas.toDataURL('image/png');
  });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const file = join(site.folder(), 'actor.png');
  writeFileSync(file, Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'));
  return file;
}

async function openPicture(page: Page, file: string): Promise<void> {
  const dialog = page.waitForEvent('filechooser');
  await page.getByRole('main').getByRole('button', { name: 'Choose a picture' }).click();
  await (await dialog).setFiles(file);
}
