/** Dies in the middle of work on runs, comes back, and judges what is left. */
import { isCommitted } from './run-cases.mjs';

/**
 * @typedef {import('./run-cases.mjs').RunCase} RunCase
 * @typedef {import('./mortal-browser.mjs').Death} Death
 * @typedef {RunCase & { death: Death }} RunKill
 * @typedef {import('./runs.ts').RunState} RunState
 * @typedef {import('./runs.ts').RunsApi} RunsApi
 * @typedef {import('./run-kills.mjs').Verdict} Verdict
 */

const REACHED_MS = 30_000;

// Only the work that dies writes 18 MiB: what is there before and after may be small.
/** @type {Readonly<Record<RunCase['work'], keyof RunsApi>>} */
const JOB = {
  checkpoint: 'save',
  first: 'saveSmall',
  start: 'start',
  status: 'setStatus',
  rename: 'rename',
  'run-remove': 'removeRun',
  model: 'saveModel',
  'model-remove': 'removeModel',
  upgrade: 'upgrade',
};

/** @param {import('./run-kills.mjs').Kill | RunKill} kill @returns {kill is RunKill} */
export function isRunKill(kill) {
  return kill.work in JOB;
}

/**
 * @param {{ browser: import('./mortal-browser.mjs').MortalBrowser, site: import('./site.mjs').Site, kill: RunKill, seed: number }} scene
 * @returns {Promise<Verdict>}
 */
export async function killRunOnce({ browser, site, kill, seed }) {
  const id = `run-${seed}`;
  await prepare({ browser, site, kill, id });
  const wasReached = await workUntil({ browser, site, kill, id });
  await browser.die(kill.death);
  site.gate.disarm();
  const page = await browser.page();
  await page.waitForFunction(async () => (await globalThis.harness.importLocks()) === 0);
  const unreached = wasReached ? 0 : 1;
  if (kill.work === 'upgrade') {
    const isWhole = await page.evaluate((name) => globalThis.harness.isUpgradable(name), id);
    return { lost: isWhole ? 0 : 1, damaged: 0, halfVisible: 0, leftOver: 0, unreached };
  }
  await page.evaluate(() => globalThis.harness.work('start', ''));
  const state = await page.evaluate((name) => globalThis.harness.inspectRun(name), id);
  return { ...judgeRun(kill, state), leftOver: await leftOver(page, id, state), unreached };
}

/** What has to be there before the work. @param {{ browser: import('./mortal-browser.mjs').MortalBrowser, site: import('./site.mjs').Site, kill: RunKill, id: string }} scene */
async function prepare({ browser, site, kill: { work }, id }) {
  const page = await browser.page();
  /** @param {keyof RunsApi} name */
  const does = (name) =>
    page.evaluate(([job, run]) => globalThis.harness.work(job, run), /** @type {const} */ ([name, id]));
  if (work === 'upgrade') await page.evaluate((name) => globalThis.harness.makeVersion1(name), id);
  if (work === 'model-remove') await does('saveModel');
  const saves = { checkpoint: 2, status: 1, rename: 1, 'run-remove': 1 };
  const count = work in saves ? saves[/** @type {keyof typeof saves} */ (work)] : 0;
  for (let save = 0; save < count; save += 1) await does('saveSmall');
  if (work !== 'start') return;
  const dying = {
    work: /** @type {const} */ ('first'),
    point: 'checkpoint/chunks-written',
    hit: 1,
    death: /** @type {const} */ ('worker'),
  };
  await workUntil({ browser, site, kill: dying, id });
  await browser.die('worker');
  site.gate.disarm();
}

/** @param {{ browser: import('./mortal-browser.mjs').MortalBrowser, site: import('./site.mjs').Site, kill: RunKill, id: string }} scene @returns {Promise<boolean>} */
async function workUntil({ browser, site, kill: { work, point, hit }, id }) {
  const reached = site.gate.arm({ point, hit, answer: 'hold' });
  const page = await browser.page();
  await page.evaluate(([name, run]) => {
    // Not waited for: it ends by dying.
    globalThis.harness.work(name, run).catch(() => undefined);
  }, /** @type {const} */ ([JOB[work], id]));
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, REACHED_MS, false)));
  const wasReached = await Promise.race([reached.then(() => true), late]);
  clearTimeout(timer);
  return wasReached === true;
}

/** @type {Readonly<Record<Exclude<RunCase['work'], 'upgrade'>, readonly [before: Partial<RunState>, after: Partial<RunState>]>>} */
const EXPECTED = {
  checkpoint: [
    { step: 2, modelStep: 2 },
    { step: 3, modelStep: 3 },
  ],
  first: [
    { step: 0, modelStep: 0 },
    { step: 1, modelStep: 1 },
  ],
  start: [
    { step: 0, modelStep: 0 },
    { step: 0, modelStep: 0 },
  ],
  status: [
    { step: 1, status: 'running' },
    { step: 1, status: 'paused' },
  ],
  rename: [
    { step: 1, name: 'first name' },
    { step: 1, name: 'second name' },
  ],
  'run-remove': [
    { step: 1, modelStep: 1 },
    { step: 0, modelStep: 1 },
  ],
  model: [{ modelStep: 0 }, { modelStep: 1 }],
  'model-remove': [{ modelStep: 1 }, { modelStep: 0 }],
};

/** @param {RunKill} kill @param {RunState} state @returns {Omit<Verdict, 'leftOver' | 'unreached'>} */
export function judgeRun({ work, point }, state) {
  const expected = EXPECTED[/** @type {keyof typeof EXPECTED} */ (work)][isCommitted(point) ? 1 : 0];
  const wrong = Object.entries(expected).filter(
    ([key, value]) => state[/** @type {keyof RunState} */ (key)] !== value,
  );
  const isTorn = Number.isNaN(state.step) || Number.isNaN(state.modelStep) || !state.isNewest;
  return {
    lost: wrong.length > 0 && !isTorn ? 1 : 0,
    damaged: isTorn ? 1 : 0,
    halfVisible: state.recordStep === state.step ? 0 : 1,
  };
}

/** What a later checkpoint leaves behind of a death before it. @param {import('playwright').Page} page @param {string} id @param {RunState} state */
async function leftOver(page, id, state) {
  if (state.step === 0) return state.leftOver;
  await page.evaluate((run) => globalThis.harness.work('saveSmall', run), id);
  const after = await page.evaluate((run) => globalThis.harness.inspectRun(run), id);
  await page.evaluate((run) => globalThis.harness.work('removeRun', run), id);
  return after.leftOver;
}
