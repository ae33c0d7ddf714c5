import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXPRESSIONS } from '../../src/shared/labels';
import { makeActorClip } from '../../tools/actor-clip.mjs';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { readNumber } from '../../tools/walk/page-figures.mjs';
import { servedBuild } from './support';

// What can be asked of a running camera, with the model in the box. The face cuts from one expression to another every
// second and a half.

const site = servedBuild();
let clip = '';
let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  clip = join(site.folder(), 'actor.y4m');
  const scenes = (['happy', 'surprise'] as const).map((expression) => ({
    faces: [{ actor: 0, expression }],
  }));
  await makeActorClip({ file: clip, fps: 10, seconds: 1.5, scenes });
  browser = await openBrowser({ origin: site.origin(), video: clip });
});

afterAll(() => browser.close());

beforeEach(async () => {
  const { page } = browser;
  await page.goto('about:blank');
  await startIn(page);
});

describe('a camera that runs', () => {
  it('is mirrored or not, and the drawn expression lies over the face or not', async () => {
    const { page } = browser;
    const mirrored = page.locator('.viewer-mirrored');
    await mirrored.waitFor();
    await page.getByLabel('Mirror the picture').uncheck();
    await mirrored.waitFor({ state: 'detached' });
    await page.getByLabel('Mirror the picture').check();
    await mirrored.waitFor();
    const box = await paintedPixels(page);
    await page.getByLabel('Draw the expression over the face').check();
    await expect.poll(() => paintedPixels(page)).toBeGreaterThan(2 * box);
    await page.getByLabel('Draw the expression over the face').uncheck();
    await expect.poll(() => paintedPixels(page)).toBeLessThan(2 * box);
  });

  it('expects neutral faces more often once it is told to, and corrects nothing when it is raw', async () => {
    const { page } = browser;
    await atLeast(page, 40);
    const before = await momentsOf(page);
    await page.getByLabel('Expect what people at a camera show').check();
    await atLeast(page, 40);
    const since = before.at(-1)?.timeMs ?? Infinity;
    const after = (await momentsOf(page)).filter(({ timeMs }) => timeMs > since + 1000);
    expect(neutralOdds(after)).toBeGreaterThan(1.5 * neutralOdds(before));
    await page.getByLabel('Raw: every frame by itself').check();
    await atLeast(page, 40);
    const corrected = after.at(-1)?.timeMs ?? Infinity;
    const raw = (await momentsOf(page)).filter(({ timeMs }) => timeMs > corrected + 1000);
    expect(neutralOdds(raw)).toBeLessThan(neutralOdds(after) / 1.5);
  });

  it('leaves as a picture with its boxes, as subtitles, and in a window of time that zooms', async () => {
    const { page } = browser;
    await atLeast(page, 10);
    const png = readFileSync(await downloaded(page, 'Save this picture'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([640, 480]);
    const strip = page.locator('.timeline-strip canvas');
    const follow = page.getByRole('button', { name: 'Follow' });
    await atLeast(page, 40);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    const zoomed = await strip.getAttribute('aria-label');
    await atLeast(page, 20);
    expect(await strip.getAttribute('aria-label')).toBe(zoomed); // it stays while the session grows
    await page.getByRole('button', { name: 'Earlier' }).click();
    await expect.poll(() => strip.getAttribute('aria-label')).not.toBe(zoomed);
    await follow.click();
    await expect.poll(() => follow.isDisabled()).toBe(true);
    await page.getByLabel('Text of the mark').fill('a joke');
    await page.getByRole('button', { name: 'Mark this moment' }).click();
    const subtitles = readFileSync(await downloaded(page, 'Subtitles (SRT)'), 'utf8');
    expect(subtitles).toMatch(/^1\n00:00:\d\d,\d{3} --> 00:00:\d\d,\d{3}\n/);
    expect(subtitles).toContain('a joke');
  });
});

it('a permission that is taken back ends the camera, its last picture stays, and Try again starts it', async () => {
  // Not with the flag that answers the browser's question by itself: there no permission can be taken back.
  const granted = await openBrowser({
    origin: site.origin(),
    flags: ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${clip}`],
  });
  try {
    const { page } = granted;
    await page.context().grantPermissions(['camera']);
    await startIn(page);
    await page.locator('[data-figure="live-label"]').waitFor();
    await page.context().clearPermissions();
    await page.locator('[role="alert"][data-error="live/camera-ended"]').waitFor();
    await page.locator('.viewer-frozen .viewer-picture').waitFor();
    await page.context().grantPermissions(['camera']);
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await atLeast(page, 3);
  } finally {
    await granted.close();
  }
});

it('a browser without cameras, as on a page without https, says so, and a picture is read in their place', async () => {
  const { page } = browser;
  await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
  const picture = await downloaded(page, 'Save this picture');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.evaluate(() => Reflect.deleteProperty(Navigator.prototype, 'mediaDevices'));
  await page.getByRole('button', { name: 'Start camera' }).click();
  const alert = page.locator('[role="alert"][data-error="live/camera-insecure"]');
  const dialog = page.waitForEvent('filechooser');
  await alert.getByRole('button', { name: 'Choose a picture' }).click();
  await (await dialog).setFiles(picture);
  await alert.waitFor({ state: 'detached' });
  await page.locator('[data-source="picture"]').waitFor();
  await page.locator('.face-list > li').first().waitFor();
});

it('a question for the camera that nobody answers can be given up, and asked again', async () => {
  const { page } = browser;
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const give = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = () => {
      mediaDevices.getUserMedia = give;
      return new Promise(() => undefined);
    };
  });
  await page.getByRole('button', { name: 'Start camera' }).click();
  await page.getByText('Waiting for the camera.').waitFor();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('button', { name: 'Start camera' }).click();
  await atLeast(page, 3);
});

interface Moment {
  readonly timeMs: number;
  readonly label: string;
  readonly probabilities: readonly number[];
}

async function startIn(page: Page): Promise<void> {
  await page.goto(`${site.origin()}?backend=wasm#/live`);
  await page.getByRole('button', { name: 'Start camera' }).click();
  await atLeast(page, 3);
}

/** So many frames more than now. */
async function atLeast(page: Page, frames: number): Promise<void> {
  const now = async () => (await readNumber(page, 'live-frames').catch(() => undefined)) ?? 0;
  const before = await now();
  await expect.poll(now, { timeout: 60_000 }).toBeGreaterThan(before + frames);
}

async function downloaded(page: Page, button: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const path = join(site.folder(), (await download).suggestedFilename());
  await (await download).saveAs(path);
  return path;
}

/** What the timeline says, as it leaves the page. */
async function momentsOf(page: Page): Promise<Moment[]> {
  const written = readFileSync(await downloaded(page, 'JSON'), 'utf8');
  return (JSON.parse(written) as { moments: Moment[] }).moments;
}

/** How likely neutral is beside happy, where the face looks happy: the median. */
function neutralOdds(moments: readonly Moment[]): number {
  const [happy, neutral] = (['happy', 'neutral'] as const).map((name) => EXPRESSIONS.indexOf(name)) as [
    number,
    number,
  ];
  const odds = moments
    .filter(({ label }) => label === 'happy')
    .map(({ probabilities }) => (probabilities[neutral] ?? 0) / (probabilities[happy] ?? 1))
    .toSorted((a, b) => a - b);
  return odds[odds.length >> 1] ?? NaN;
}

/** How much of the boxes' layer is not empty. */
function paintedPixels(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.viewer-overlay');
    const { width = 0, height = 0 } = canvas ?? {};
    const data = canvas?.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    let painted = 0;
    for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 0) > 0) painted += 1;
    return painted;
  });
}
