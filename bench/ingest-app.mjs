/** The same CSV through the page as a visitor gets it: how large the heap grows, and how long a key press waits. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { serveBuild } from '../tools/walk.mjs';
import { openBrowser } from '../tools/walk/browser.mjs';
import { importData } from '../tools/walk/stages.mjs';

const HEAP_CAP_MB = 96;
const PRESS_MS = 20;
const SAMPLE_MS = 50;

/** @param {string} csv */
export async function measureApp(csv) {
  const folder = mkdtempSync(join(tmpdir(), 'mien-site-'));
  await build({ logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  const server = await serveBuild(folder);
  try {
    const free = await importOnce(server.origin, csv, []);
    const capped = await importOnce(server.origin, csv, [`--js-flags=--max-old-space-size=${HEAP_CAP_MB}`]);
    return {
      peakHeapMB: free.peakHeapMB,
      finishedWithHeapCapMB: capped.images === free.images ? HEAP_CAP_MB : null,
      inputDelayP99Ms: free.inputDelayP99Ms,
      app: { free, capped },
    };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} origin @param {string} csv @param {readonly string[]} flags */
async function importOnce(origin, csv, flags) {
  const browser = await openBrowser({ origin, flags });
  try {
    const { page } = browser;
    await page.goto(`${origin}#/data`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const heap = await watchHeap(page);
    const input = await watchInput(page);
    const { images, rejected, seconds } = await importData(page, { data: csv, report: () => undefined });
    const delays = await input.stop();
    return {
      images,
      rejected,
      seconds,
      ...heap.stop(),
      inputDelayP99Ms: percentile(delays, 0.99),
      presses: delays.length,
    };
  } finally {
    await browser.close();
  }
}

/**
 * Samples the JavaScript heaps of the page and its workers, garbage included.
 *
 * @param {import('playwright').Page} page
 */
async function watchHeap(page) {
  const session = await page.context().newCDPSession(page);
  /** @type {Map<string, number>} bytes, the most that was seen of each thread */
  const peaks = new Map([['page', 0]]);
  /** @param {string} thread @param {{ usedSize: number }} usage */
  const note = (thread, { usedSize }) => peaks.set(thread, Math.max(peaks.get(thread) ?? 0, usedSize));
  session.on('Target.attachedToTarget', ({ sessionId }) => peaks.set(sessionId, 0));
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
    const { result } = JSON.parse(message);
    if (result?.usedSize) note(sessionId, result);
  });
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  const timer = setInterval(() => {
    for (const thread of peaks.keys()) {
      const asked = JSON.stringify({ id: 1, method: 'Runtime.getHeapUsage' });
      if (thread !== 'page')
        session
          .send('Target.sendMessageToTarget', { sessionId: thread, message: asked })
          .catch(() => undefined);
    }
    session.send('Runtime.getHeapUsage').then(
      (usage) => note('page', usage),
      () => undefined,
    );
  }, SAMPLE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      const { page: ofPage = 0, ...ofWorkers } = Object.fromEntries(peaks);
      const workers = Object.values(ofWorkers);
      if (workers.every((bytes) => bytes === 0)) throw new Error('No worker was measured.');
      return {
        peakHeapMB: Math.max(ofPage, ...workers) / 1e6,
        pageHeapMB: ofPage / 1e6,
        workerHeapMB: Math.max(...workers) / 1e6,
      };
    },
  };
}

/**
 * Presses a key that does nothing, again and again, and notes how long each press waited for the page.
 *
 * @param {import('playwright').Page} page
 */
async function watchInput(page) {
  await page.evaluate(() => {
    globalThis.delays = [];
    addEventListener('keydown', (event) => globalThis.delays.push(performance.now() - event.timeStamp), true);
  });
  const session = await page.context().newCDPSession(page);
  const timer = setInterval(() => {
    const key = { key: 'F13', code: 'F13', windowsVirtualKeyCode: 124 };
    session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key }).catch(() => undefined);
    session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key }).catch(() => undefined);
  }, PRESS_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return page.evaluate(() => /** @type {number[]} */ (globalThis.delays));
    },
  };
}

/** @param {readonly number[]} values @param {number} share */
function percentile(values, share) {
  return (
    values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
    Number.NaN
  );
}
