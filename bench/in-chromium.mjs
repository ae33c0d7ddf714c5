/** A page of the bench, served from source, in a browser with WebGPU on the software adapter. */
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { CHROMIUM_FLAGS, ensureChromium } from '../tools/chromium.mjs';

const START_CAP_MS = 180_000; // Vite bundles what a page imports when it is first asked for

/**
 * @template Result
 * @param {string} path of the page, which says when it is ready
 * @param {(page: import('playwright').Page) => Promise<Result>} measure
 */
export async function inChromium(path, measure) {
  const server = await createServer({
    root: process.cwd(),
    logLevel: 'error',
    cacheDir: 'bench/node_modules/.vite',
    // The page's thread too: what is found only when it starts is bundled anew under its feet.
    optimizeDeps: { entries: [path, path.replace(/\.html$/, '.worker.ts')] },
    server: { port: 0, hmr: false, watch: null, fs: { strict: false } },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(START_CAP_MS);
    page.on('console', (message) => console.log('browser:', message.text()));
    page.on('pageerror', (error) => console.log('browser:', error.message));
    await page.goto(`${server.resolvedUrls?.local[0]}${path}`);
    await page.waitForFunction(() => globalThis.isReady);
    return await measure(page);
  } finally {
    await browser.close();
    await server.close();
  }
}
