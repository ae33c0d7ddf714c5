/** Stores a checkpoint in a browser that has room for so many MiB and no more, and looks what is left of the run. */
import { MortalBrowser } from './mortal-browser.mjs';
import { overrideQuota } from './quota-sweep.mjs';
import { serveKillSite } from './site.mjs';

const ID = 'run-quota';

/**
 * @typedef {{ level: number, stored: boolean, code: string }} CheckpointOutcome
 * @typedef {{ levels: number, lost: number, damaged: number, halfVisible: number, leftOver: number, unsaid: number, outcomes: CheckpointOutcome[] }} CheckpointSweep
 * @typedef {import('./runs.ts').RunState} RunState
 */

/**
 * Each checkpoint is 18 MiB of noise; two of them are stored before the first level.
 *
 * @param {{ levels: readonly number[], report: (line: string) => void }} asked
 *   levels: MiB that are free when the checkpoint is written
 * @returns {Promise<CheckpointSweep>}
 */
export async function sweepCheckpoints({ levels, report }) {
  const site = await serveKillSite();
  const browser = new MortalBrowser(site.page);
  /** @type {CheckpointSweep} */
  const sweep = { levels: 0, lost: 0, damaged: 0, halfVisible: 0, leftOver: 0, unsaid: 0, outcomes: [] };
  try {
    for (let save = 0; save < 2; save += 1) await saveNoise(browser);
    let state = await inspect(browser);
    for (const level of levels) {
      const code = await saveWithin({ browser, origin: site.origin, level });
      await browser.die('worker'); // what is told must not come from a living thread
      const after = await inspect(browser);
      const found = judgeCheckpoint({ code, before: state, after });
      for (const key of /** @type {const} */ (['lost', 'damaged', 'halfVisible', 'unsaid']))
        sweep[key] += found[key];
      sweep.levels += 1;
      sweep.outcomes.push({ level, stored: code === '', code });
      report(`checkpoint with ${level} MiB free: ${code || 'stored'}, at step ${after.step}`);
      state = after;
    }
    await saveNoise(browser);
    sweep.leftOver = (await inspect(browser)).leftOver;
    return sweep;
  } finally {
    await browser.close();
    await site.close();
  }
}

/**
 * @param {{ code: string, before: RunState, after: RunState }} outcome code: '' when it was said to be stored
 */
export function judgeCheckpoint({ code, before, after }) {
  const isTorn = Number.isNaN(after.step) || Number.isNaN(after.modelStep) || !after.isNewest;
  const expected = code === '' ? before.step + 1 : before.step;
  const isAhead = after.step > expected || after.recordStep !== after.step || after.modelStep !== after.step;
  return {
    lost: Number(!isTorn && after.step < expected),
    damaged: Number(isTorn),
    halfVisible: Number(!isTorn && after.step >= expected && isAhead),
    unsaid: Number(code !== '' && code !== 'storage/quota-full'),
  };
}

/** @param {{ browser: MortalBrowser, origin: string, level: number }} scene @returns {Promise<string>} the failure's code */
async function saveWithin({ browser, origin, level }) {
  // Anew, because Chromium remembers for 30 s how much room there was.
  await browser.die('kill');
  await inspect(browser); // until the database is opened, nothing counts as used
  const page = await browser.page();
  const lift = await overrideQuota(page, origin, level);
  const code = await saveNoise(browser);
  await lift();
  return code;
}

/** @param {MortalBrowser} browser @returns {Promise<string>} the failure's code */
async function saveNoise(browser) {
  const page = await browser.page();
  return page.evaluate((id) => globalThis.harness.failureOfWork('saveNoise', id), ID);
}

/** @param {MortalBrowser} browser @returns {Promise<RunState>} */
async function inspect(browser) {
  const page = await browser.page();
  return page.evaluate((id) => globalThis.harness.inspectRun(id), ID);
}
