/** A real Chromium over the built page, watched for requests to other origins and for console errors. */
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
  const page = context.pages()[0] ?? (await context.newPage());
  /** @type {string[]} */
  const requestsToOtherOrigins = [];
  /** @type {string[]} */
  const consoleErrors = [];
  // On the context, because a page does not report what its service workers ask for.
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(blob|data|about):/.test(url)) requestsToOtherOrigins.push(url);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => consoleErrors.push(String(error)));
  page.on('crash', () => consoleErrors.push('the tab crashed'));
  return {
    page,
    requestsToOtherOrigins,
    consoleErrors,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** @param {string} clip */
function cameraFlags(clip) {
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${clip}`,
  ];
}
