import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeActorClip } from '../../tools/actor-clip.mjs';
import { openBrowser } from '../../tools/walk/browser.mjs';
import { readNumber } from '../../tools/walk/page-figures.mjs';
import { downloadAndUpload, importData, train, uploadWeights } from '../../tools/walk/stages.mjs';
import { servedBuild } from './support';

// Every way a camera fails, as the browser reports it. What no browser flag brings about is brought about by standing in
// for the browser's own functions, never for ours.

const site = servedBuild();
let browser: Awaited<ReturnType<typeof openBrowser>>;
let weights: string[] = [];

beforeAll(async () => {
  const clip = join(site.folder(), 'actors.y4m');
  await makeActorClip({ file: clip, fps: 10 });
  browser = await openBrowser({ origin: site.origin(), video: clip });
  await browser.page.goto(`${site.origin()}?backend=wasm#/data`);
  const report = () => undefined;
  await importData(browser.page, { data: undefined, report });
  await train(browser, { preset: 'fast', epochs: 1, limit: 140, batch: 32, report });
  weights = (await downloadAndUpload(browser.page, { report })).files;
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  // The stand-ins of the test before are gone with the page.
  await browser.page.goto('about:blank');
  await browser.page.goto(`${site.origin()}?backend=wasm#/live`);
  await browser.page.getByRole('button', { name: 'Start camera' }).waitFor();
});

describe('a camera that does not start', () => {
  it.each([
    ['NotAllowedError', 'live/camera-denied'],
    ['NotFoundError', 'live/no-camera'],
    ['NotReadableError', 'live/camera-busy'],
    ['SecurityError', 'live/camera-insecure'],
  ])('says so after a %s, and a press on Try again starts it', async (name, code) => {
    const { page } = browser;
    await refuse(page, name, 2); // the one that is in use is asked a second time by itself
    await start(page);
    await alert(page, code);
    await page.evaluate(() => window.allowCamera());
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await waitForFrames(page);
  });

  it('is refused for real, by the browser, and the way on works without a camera', async () => {
    // Without the flag that answers the browser's question by itself; it then refuses, having nobody to ask.
    const strict = await openBrowser({
      origin: site.origin(),
      flags: ['--use-fake-device-for-media-stream'],
    });
    try {
      const { page } = strict;
      await uploadAndStart(page, '?backend=wasm');
      await alert(page, 'live/camera-denied');
      await page.getByRole('alert').getByRole('button', { name: 'Choose a picture' }).waitFor();
    } finally {
      await strict.close();
    }
  });

  it('is refused for real, by the header of whoever serves or embeds the page', async () => {
    const served = await openBrowser({
      origin: site.origin(),
      flags: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
    });
    try {
      const { page } = served;
      await page.route(site.origin(), async (route) => {
        const response = await route.fetch();
        const headers = { ...response.headers(), 'permissions-policy': 'camera=()' };
        await route.fulfill({ response, headers });
      });
      await uploadAndStart(page, '');
      await alert(page, 'live/camera-policy');
    } finally {
      await served.close();
    }
  });

  it('is missed for real, where the machine has none', async () => {
    const bare = await openBrowser({
      origin: site.origin(),
      flags: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=0'],
    });
    try {
      await uploadAndStart(bare.page, '?backend=wasm');
      await alert(bare.page, 'live/no-camera');
    } finally {
      await bare.close();
    }
  });

  it('is replaced by another one when it cannot do what is asked, and asked again when it is in use', async () => {
    const { page } = browser;
    await refuse(page, 'OverconstrainedError', 1);
    await start(page);
    await waitForFrames(page);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await refuse(page, 'NotReadableError', 1);
    await start(page);
    await waitForFrames(page);
  });

  it('whose question nobody answers is spoken of after twenty seconds', async () => {
    const { page } = browser;
    await page.clock.install();
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);
    });
    await start(page);
    await page.getByText('Waiting for the camera.').waitFor();
    await page.clock.fastForward(20_000);
    await page.getByText('Still waiting for permission.').waitFor();
  });
});

describe('a camera that runs', () => {
  it('stops within half a second of leaving the page', async () => {
    const { page } = browser;
    await start(page);
    await waitForFrames(page);
    const stoppedAfterMs = await page.evaluate(async () => {
      const stream = document.querySelector('video')?.srcObject;
      if (!(stream instanceof MediaStream)) return Infinity;
      const from = performance.now();
      location.hash = '#/data';
      while (stream.getTracks().some(({ readyState }) => readyState === 'live')) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (performance.now() - from > 5000) break;
      }
      return performance.now() - from;
    });
    expect(stoppedAfterMs).toBeLessThan(500);
  });

  it('that breaks off leaves its last picture and what was said of it, and Try again starts it', async () => {
    const { page } = browser;
    await start(page);
    await waitForFrames(page);
    await page.locator('[data-figure="live-label"]').waitFor();
    await page.evaluate(() => {
      const stream = document.querySelector('video')?.srcObject;
      if (stream instanceof MediaStream) stream.getVideoTracks()[0]?.dispatchEvent(new Event('ended'));
    });
    await alert(page, 'live/camera-ended');
    await page.locator('.viewer-frozen .viewer-picture').waitFor();
    await page.locator('[data-figure="live-label"]').waitFor();
    expect(await page.getByText('Only point it at people who agree.').count()).toBe(0);
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await waitForFrames(page);
  });

  it('that is unplugged is told, and its figures stay', async () => {
    const { page } = browser;
    await start(page);
    await waitForFrames(page);
    await page.evaluate(() => {
      const stream = document.querySelector('video')?.srcObject;
      if (stream instanceof MediaStream) stream.getVideoTracks()[0]?.dispatchEvent(new Event('ended'));
    });
    await alert(page, 'live/camera-ended');
    expect(await readNumber(page, 'live-frames')).toBeGreaterThan(0);
  });

  it.each([
    ['black', '#000000'],
    ['frozen', '#808080'],
  ])(
    'and sends a %s picture is spoken of, and a press on Try again opens it anew',
    async (trouble, colour) => {
      const { page } = browser;
      await page.evaluate(standInWithColour, colour);
      await start(page);
      await page.locator(`[data-trouble="${trouble}"]`).waitFor();
      await page.evaluate(() => window.allowCamera());
      await page
        .locator('.notice', { has: page.locator('[data-trouble]') })
        .getByRole('button', { name: 'Try again' })
        .click();
      await page.locator('[data-trouble]').waitFor({ state: 'detached' });
      await waitForFrames(page);
    },
  );

  it('goes off with the tab for those who want it so', async () => {
    const { page } = browser;
    await start(page);
    await waitForFrames(page);
    await page.getByLabel('Camera off when this tab is hidden').check();
    const state = await page.evaluate(() => {
      const stream = document.querySelector('video')?.srcObject;
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
      return stream instanceof MediaStream && stream.getTracks().map(({ readyState }) => readyState);
    });
    expect(state).toEqual(['ended']);
    await page.getByRole('button', { name: 'Start camera' }).waitFor();
  });

  it('stays chosen when it is gone from the list, and is said to be', async () => {
    const { page } = browser;
    await start(page);
    await waitForFrames(page);
    const choice = page.getByLabel('Camera', { exact: true });
    await expect.poll(() => choice.locator('option').count()).toBeGreaterThanOrEqual(3);
    await choice.selectOption({ index: 2 });
    const chosen = await choice.inputValue();
    await waitForFrames(page);
    await page.evaluate(() => {
      navigator.mediaDevices.enumerateDevices = () => Promise.resolve([]);
      navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    });
    await choice.locator('option', { hasText: 'not connected' }).waitFor({ state: 'attached' });
    expect(await choice.inputValue()).toBe(chosen);
  });

  it('and is muted, so that no frame comes any more, is spoken of, and going on works', async () => {
    const { page } = browser;
    await page.evaluate(standInWithMute);
    await start(page);
    await waitForFrames(page);
    await page.evaluate(() => window.muteCamera(true));
    await page.locator('[data-trouble="muted"]').waitFor();
    await page.evaluate(() => window.muteCamera(false));
    await page.locator('[data-trouble="muted"]').waitFor({ state: 'detached' });
  });

  it('numbers a face alike on list, largest face and timeline', async () => {
    const { page } = browser;
    await start(page);
    await waitForFrames(page);
    for (const place of ['.face-list', '.largest', '.over-time']) {
      await page.locator(`${place} [data-face="1"]`).first().waitFor();
    }
  });

  it('is listed by name, and one that comes later is listed too', async () => {
    const { page } = browser;
    await start(page);
    await waitForFrames(page);
    const options = page.getByLabel('Camera', { exact: true }).locator('option');
    await expect.poll(() => options.count()).toBeGreaterThanOrEqual(3);
    const before = await options.count();
    await page.evaluate(async () => {
      const devices = await navigator.mediaDevices.enumerateDevices();
      const late = { kind: 'videoinput', deviceId: 'late', label: 'Late camera', groupId: '' };
      navigator.mediaDevices.enumerateDevices = () => Promise.resolve([...devices, late as MediaDeviceInfo]);
      navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    });
    await expect.poll(() => options.count()).toBe(before + 1);
  });

  it('is paused and goes on, is calibrated, marked and filmed', async () => {
    const { page } = browser;
    await start(page);
    await waitForFrames(page);
    await page.getByRole('button', { name: 'Calibrate to my neutral face' }).click();
    await page.getByText(/^Calibrated on \d+ frames/).waitFor();
    await page.getByRole('button', { name: 'Mark this moment' }).click();
    await page.locator('.timeline-marker').first().waitFor();
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    const film = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    expect((await film).suggestedFilename()).toBe('mien.webm');
    const table = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    expect((await table).suggestedFilename()).toBe('timeline.csv');
  });
});

declare global {
  interface Window {
    allowCamera: () => void;
    muteCamera: (isMuted: boolean) => void;
  }
}

/** The browser refuses the camera so many times, then gives it. */
async function refuse(page: Page, errorName: string, times: number): Promise<void> {
  await page.evaluate(
    ([name, count]) => {
      const { mediaDevices } = navigator;
      const give = mediaDevices.getUserMedia.bind(mediaDevices);
      let left = count;
      mediaDevices.getUserMedia = (wanted) => {
        left -= 1;
        return left >= 0 ? Promise.reject(new DOMException('by the test', name)) : give(wanted);
      };
      window.allowCamera = () => (left = 0);
    },
    [errorName, times] as const,
  );
}

/** A camera that sends one colour. For the page: it must not use anything of this file. */
function standInWithColour(colour: string): void {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 640, height: 480 });
  const context = canvas.getContext('2d');
  const paint = () => {
    if (!context) return;
    context.fillStyle = colour;
    context.fillRect(0, 0, 640, 480);
    requestAnimationFrame(paint);
  };
  paint();
  const { mediaDevices } = navigator;
  const give = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(30));
  window.allowCamera = () => (mediaDevices.getUserMedia = give);
}

/** A camera that can be muted: it then says so, and sends nothing. For the page: it must not use anything of this file. */
function standInWithMute(): void {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 640, height: 480 });
  const context = canvas.getContext('2d');
  let isMuted = false;
  let shade = 0;
  const paint = () => {
    shade = (shade + 1) % 256;
    if (context && !isMuted) {
      context.fillStyle = `rgb(${shade} 128 ${255 - shade})`;
      context.fillRect(0, 0, 640, 480);
    }
    requestAnimationFrame(paint);
  };
  paint();
  const stream = canvas.captureStream(30);
  for (const track of stream.getTracks()) Object.defineProperty(track, 'muted', { get: () => isMuted });
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(stream);
  window.muteCamera = (muted) => (isMuted = muted);
}

/** Takes the model in, and presses Start. @param query of the address */
async function uploadAndStart(page: Page, query: string): Promise<void> {
  await page.goto(`${site.origin()}${query}#/model`);
  await uploadWeights(page, { files: weights, report: () => undefined });
  await page.locator('nav a[href="#/live"]').first().click();
  await start(page);
}

async function start(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start camera' }).click();
}

async function alert(page: Page, code: string): Promise<void> {
  await page.locator(`[role="alert"][data-error="${code}"]`).waitFor();
}

async function waitForFrames(page: Page): Promise<void> {
  await expect.poll(() => readNumber(page, 'live-frames'), { timeout: 60_000 }).toBeGreaterThan(3);
}
