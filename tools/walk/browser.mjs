/** A real Chromium over the built page, watched for requests to other origins and for console errors. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, ensureChromium } from '../chromium.mjs';

/**
 * @typedef {{
 *   page: import('playwright').Page,
 *   requestsToOtherOrigins: string[],
 *   consoleErrors: string[],
 *   close: () => Promise<void>,
 *   killAndReopen: () => Promise<void>,
 * }} WatchedBrowser
 */

/**
 * @param {{ origin: string, video?: string | undefined, flags?: readonly string[], locale?: string, viewport?: { width: number, height: number } }} options
 *   video: a Y4M clip that plays as the camera
 * @returns {Promise<WatchedBrowser>}
 */
export async function openBrowser({
  origin,
  video,
  flags = [],
  locale = 'en-US',
  viewport = { width: 1280, height: 900 },
}) {
  // A profile on disk: what a visitor has, and IndexedDB of a private window would live in memory.
  const profile = mkdtempSync(join(tmpdir(), 'mien-walk-'));
  /** @type {string[]} */
  const requestsToOtherOrigins = [];
  /** @type {string[]} */
  const consoleErrors = [];
  const open = async () => {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: ensureChromium(),
      headless: true,
      args: [...CHROMIUM_FLAGS, ...(video ? cameraFlags(video) : []), ...flags],
      permissions: video ? ['camera'] : [],
      acceptDownloads: true,
      locale,
      viewport,
    });
    context.setDefaultTimeout(60_000);
    // On the context, because a page does not report what its service workers ask for.
    context.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !/^(blob|data|about):/.test(url)) requestsToOtherOrigins.push(url);
    });
    context.on('console', (message) => {
      if (message.type() === 'error') consoleErrors.push(message.text());
    });
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('pageerror', (error) => consoleErrors.push(String(error)));
    page.on('crash', () => consoleErrors.push('the tab crashed'));
    return { context, page };
  };
  let opened = await open();
  return {
    get page() {
      return opened.page;
    },
    requestsToOtherOrigins,
    consoleErrors,
    close: async () => {
      await opened.context.close();
      rmSync(profile, { recursive: true, force: true });
    },
    killAndReopen: async () => {
      const gone = new Promise((resolve) => opened.context.once('close', resolve));
      killBrowser(profile);
      await gone;
      rmSync(join(profile, 'SingletonLock'), { force: true });
      opened = await open();
    },
  };
}

/** Ends every process of the browser that lives in this profile, as a power cut would. @param {string} profile */
function killBrowser(profile) {
  const processes = execFileSync('ps', ['-Ao', 'pid=,args='], { encoding: 'utf8', maxBuffer: 64e6 });
  for (const line of processes.split('\n')) {
    if (!line.includes(`--user-data-dir=${profile}`)) continue;
    try {
      process.kill(Number.parseInt(line, 10), 'SIGKILL');
    } catch {
      // It went with its parent.
    }
  }
}

/** @param {string} clip */
function cameraFlags(clip) {
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${clip}`,
  ];
}
