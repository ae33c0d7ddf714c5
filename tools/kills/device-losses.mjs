/** Takes the graphics device away from trainings of the built page, and looks whether they end as if nothing had been. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../walk/browser.mjs';
import { readEpochs, readText } from '../walk/page-figures.mjs';
import { beginTraining, importData, watchTraining } from '../walk/stages.mjs';

/**
 * destroyed: by its own thread · crashed: with the process of the GPU. Of those one per browser: after two in quick
 * succession Chromium gives no adapter for two minutes.
 *
 * @typedef {'destroyed' | 'crashed'} Loss
 * @typedef {import('playwright').Page} Page
 * @typedef {{ loss: Loss, atPercent: number, recovered: boolean, why: string }} LossOutcome
 * @typedef {{ total: number, recovered: number, outcomes: LossOutcome[] }} LossVerdict
 */

// Small enough for an adapter that computes in software: 21 steps.
const WANTED = { preset: 'fast', epochs: 3, batch: 8, seed: 3 };
const TRAINED = 56;
const VALIDATED = 14;
const RESUMED_MS = 180_000;

/**
 * @param {{ origin: string, losses: readonly Loss[], isAskedFor?: boolean, report: (line: string) => void }} asked
 *   origin: of the built page; isAskedFor: false: nobody asks for WebGPU, the page chooses it by itself, because its adapter
 *   passes for a real one
 * @returns {Promise<LossVerdict>}
 */
export async function loseDevices({ origin, losses, isAskedFor = true, report }) {
  const folder = mkdtempSync(join(tmpdir(), 'mien-losses-'));
  const data = join(folder, 'noise.csv');
  writeFileSync(data, csvOf(TRAINED, VALIDATED));
  const all = losses.map((loss, index) => ({ loss, atPercent: (100 * (index + 1)) / (losses.length + 1) }));
  /** @type {LossOutcome[]} */
  const outcomes = [];
  let undisturbed = '';
  try {
    for (const together of perBrowser(all)) {
      const browser = await openBrowser({ origin });
      try {
        const { page } = browser;
        await prepareThread(page, isAskedFor ? [rememberDevice] : [rememberDevice, passForReal]);
        await page.goto(`${origin}${isAskedFor ? '?backend=webgpu' : ''}#/data`);
        await importData(page, { data, report });
        undisturbed ||= await curves(page, report);
        for (const one of together) {
          const why = await whyNotRecovered(page, { ...one, undisturbed, report });
          outcomes.push({ ...one, recovered: why === '', why });
          report(`device ${one.loss} at ${one.atPercent.toFixed(0)} %: ${why || 'recovered'}`);
        }
      } finally {
        await browser.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    total: outcomes.length,
    recovered: outcomes.filter(({ recovered }) => recovered).length,
    outcomes,
  };
}

/** All that are destroyed, with the first crash; each further crash by itself. @template {{ loss: Loss }} One @param {readonly One[]} all @returns {One[][]} */
function perBrowser(all) {
  const destroyed = all.filter(({ loss }) => loss === 'destroyed');
  const [first = [], ...others] = all.filter(({ loss }) => loss === 'crashed').map((one) => [one]);
  return [[...destroyed, ...first], ...others];
}

/** A training to its end. @param {Page} page @param {(line: string) => void} report @returns {Promise<string>} every figure of its curves */
async function curves(page, report) {
  await beginTraining(page, WANTED);
  await watchTraining(page, { report });
  return JSON.stringify(await readEpochs(page));
}

/**
 * @param {Page} page
 * @param {{ loss: Loss, atPercent: number, undisturbed: string, report: (line: string) => void }} scene
 * @returns {Promise<string>} '' when it went on by itself and ended with the same curves
 */
async function whyNotRecovered(page, { loss, atPercent, undisturbed, report }) {
  try {
    await beginTraining(page, WANTED);
    if (!(await watchTraining(page, { report, percent: atPercent }))) return 'was over before';
    await lose(page, loss);
    await page
      .getByText(/^Resumed at epoch/)
      .first()
      .waitFor({ timeout: RESUMED_MS });
    await watchTraining(page, { report });
    const backend = await readText(page, 'train-backend');
    if (backend !== 'webgpu') return `went on with ${backend}`;
    return JSON.stringify(await readEpochs(page)) === undisturbed ? '' : 'ended with other curves';
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

/** @param {Page} page @param {Loss} loss */
async function lose(page, loss) {
  if (loss === 'crashed') {
    const session = await page.context().browser()?.newBrowserCDPSession();
    // Not waited for: who answers may have died.
    session?.send('Browser.crashGpuProcess').catch(() => undefined);
    return;
  }
  const hadDevice = await Promise.all(
    page.workers().map((worker) =>
      worker.evaluate(() => {
        /** @type {GPUDevice | undefined} */
        const device = Reflect.get(globalThis, 'lastDevice');
        device?.destroy();
        return device !== undefined;
      }),
    ),
  );
  if (!hadDevice.includes(true)) throw new Error('no thread has a device');
}

/**
 * What the thread that trains runs before its own script: that asks for its device with its first job, and who changes the
 * thread after it began may come too late.
 *
 * @param {Page} page @param {readonly (() => void)[]} preparations each stands by itself: it is sent as text
 */
async function prepareThread(page, preparations) {
  // A service worker would fetch the script in place of the page, past the route.
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
  const before = preparations.map((prepare) => `(${prepare})();\n`).join('');
  await page.route(/\/learner-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: before + (await response.text()) });
  });
}

/** The device that was asked for last can be taken. */
function rememberDevice() {
  const { prototype } = GPUAdapter;
  const { requestDevice } = prototype;
  prototype.requestDevice = async function (...asked) {
    const device = await requestDevice.apply(this, asked);
    Reflect.set(globalThis, 'lastDevice', device);
    return device;
  };
}

/** Left alone, the page takes no adapter that computes in software: the thread does not learn that this one does. */
function passForReal() {
  const { get } = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, 'info') ?? {};
  Object.defineProperty(GPUAdapter.prototype, 'info', {
    get() {
      const { subgroupMinSize, subgroupMaxSize } = get?.call(this) ?? {};
      const names = { vendor: 'real', architecture: 'as-far-as-it-says', device: '', description: '' };
      return { ...names, isFallbackAdapter: false, subgroupMinSize, subgroupMaxSize };
    },
  });
}

/** @param {number} trained @param {number} validated */
function csvOf(trained, validated) {
  const rows = Array.from({ length: trained + validated }, (_, row) => {
    const pixels = Array.from({ length: 2304 }, (__, at) => (at * (row + 3) * 7 + row * 31) % 256);
    return `${row % 7},${pixels.join(' ')},${row < trained ? 'Training' : 'PublicTest'}`;
  });
  return ['emotion,pixels,Usage', ...rows, ''].join('\n');
}
