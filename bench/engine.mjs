/** The training executor: what one step of the Seed CNN costs, exactly, and how it compares with stock tfjs. */
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { CHROMIUM_FLAGS, ensureChromium } from '../tools/chromium.mjs';

const COUNTED_BATCH = 128;
const TIMED_BATCH = 1; // what a software adapter can do: stock takes seconds for one picture
const ROUNDS = 5;

export async function measureEngine() {
  const server = await createServer({
    root: process.cwd(),
    logLevel: 'error',
    server: { port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage();
    page.on('console', (message) => console.log('browser:', message.text()));
    page.on('pageerror', (error) => console.log('browser:', error.message));
    await page.goto(`${server.resolvedUrls?.local[0]}bench/engine.html`);
    const counted = await countStep(page);
    return { ...counted, ...(await compareSteps(page)) };
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * Exact, and independent of the machine: every call to the device is counted and no shader runs.
 *
 * @param {import('playwright').Page} page
 */
async function countStep(page) {
  const { perStep, gpuBytes, executor } = await ask(page, {
    contender: 'ours',
    question: { kind: 'count', batch: COUNTED_BATCH, steps: 20 },
  });
  return {
    batch: COUNTED_BATCH,
    executor,
    dispatchesPerStep: perStep.dispatches,
    submitsPerStep: perStep.submits,
    buffersCreatedPerStep: perStep.buffers,
    bytesUploadedPerStep: perStep.uploaded,
    gpuBytes,
  };
}

/**
 * Stock and ours in turn, both devices open in one browser.
 *
 * @param {import('playwright').Page} page
 */
async function compareSteps(page) {
  const question = { kind: 'time', batch: TIMED_BATCH };
  /** @type {{ stock: number[], ours: number[] }} */
  const times = { stock: [], ours: [] };
  // The round before the first compiles.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const contender of /** @type {const} */ (['stock', 'ours'])) {
      const { ms } = await ask(page, { contender, question });
      if (round > 0) times[contender].push(ms);
      console.log(`round ${round}: ${contender} ${ms.toFixed(0)} ms`);
    }
  }
  const ratios = times.stock.map((ms, round) => ms / (times.ours[round] ?? Number.NaN));
  return {
    stockOverOurs: { software: median(ratios) },
    rounds: { batch: TIMED_BATCH, stockMs: times.stock, oursMs: times.ours },
  };
}

/**
 * @param {import('playwright').Page} page
 * @param {{ contender: string, question: object }} asked
 */
async function ask(page, asked) {
  // `ask` is what the page defines.
  return page.evaluate((request) => globalThis.ask(request), asked);
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
