/** Dies at failpoints, comes back, and judges what is left. */
import { expectedAfter } from './cases.mjs';
import { isRunKill, killRunOnce } from './kill-runs.mjs';
import { MortalBrowser } from './mortal-browser.mjs';
import { serveKillSite } from './site.mjs';

const KEPT = { rows: 500, seed: 1 }; // stored before everything else, and never touched
const ROWS = 1000; // three shards
const GROUPS_ROWS = 8000; // 18 shards, in two groups of nine
const REACHED_MS = 30_000;

/**
 * @typedef {import('./cases.mjs').Case} Case
 * @typedef {import('./mortal-browser.mjs').Death} Death
 * @typedef {import('./page.ts').Inspection} Inspection
 * @typedef {Case & { death: Death }} Kill
 * @typedef {{ lost: number, damaged: number, halfVisible: number, leftOver: number, unreached: number }} Verdict
 */

/**
 * @param {readonly (Kill | import('./kill-runs.mjs').RunKill)[]} kills
 * @param {(line: string) => void} report
 */
export async function runKills(kills, report) {
  const site = await serveKillSite();
  const browser = new MortalBrowser(site.page);
  try {
    const page = await browser.page();
    const kept = idOf(await page.evaluate((made) => globalThis.harness.importRows(made), KEPT));
    /** @type {Verdict} */
    const sum = { lost: 0, damaged: 0, halfVisible: 0, leftOver: 0, unreached: 0 };
    /** @type {string[]} */
    const findings = [];
    for (const [index, kill] of kills.entries()) {
      const seed = index + 2;
      const verdict = isRunKill(kill)
        ? await killRunOnce({ browser, site, kill, seed })
        : await killOnce({ browser, site, kept, kill, seed });
      for (const key of /** @type {(keyof Verdict)[]} */ (Object.keys(sum))) sum[key] += verdict[key];
      const wrong = Object.entries(verdict).filter(([, count]) => count > 0);
      const name = `${kill.point} #${kill.hit} (${kill.work}) by ${kill.death}`;
      if (wrong.length > 0) findings.push(`${name}: ${wrong.map(([what]) => what).join(', ')}`);
      if (wrong.length > 0 || (index + 1) % 10 === 0)
        report(`${index + 1} of ${kills.length}  ${name}  ${wrong}`);
    }
    const points = new Set(kills.map(({ point }) => point)).size;
    return { points, total: kills.length, ...sum, findings, reached: [...site.gate.reached].toSorted() };
  } finally {
    await browser.close();
    await site.close();
  }
}

/**
 * @param {{ browser: MortalBrowser, site: import('./site.mjs').Site, kept: string, kill: Kill, seed: number }} scene
 * @returns {Promise<Verdict>}
 */
async function killOnce({ browser, site, kept, kill, seed }) {
  const worked = await prepare(browser, site, kill, seed);
  const wasReached = await workUntil({ browser, site, kill, seed, worked });
  await browser.die(kill.death);
  site.gate.disarm();
  const inspection = await comeBack(browser);
  const verdict = judge(kill, inspection, kept);
  await clear(browser, inspection, kept);
  return { ...verdict, unreached: wasReached ? 0 : 1 };
}

/**
 * What has to be there before the work. @returns {Promise<string>} id of the dataset that is worked on, '' for a new one
 *
 * @param {MortalBrowser} browser @param {import('./site.mjs').Site} site @param {Kill} kill @param {number} seed
 */
async function prepare(browser, site, { work }, seed) {
  if (work === 'import' || work === 'groups') return '';
  if (work === 'clean-up') {
    await workUntil({ browser, site, kill: LEAVES_MOST, seed, worked: '' });
    await browser.die('worker');
    site.gate.disarm();
    await locksFree(await browser.page());
    return '';
  }
  const page = await browser.page();
  const id = idOf(await page.evaluate((made) => globalThis.harness.importRows(made), { rows: ROWS, seed }));
  if (work === 'heal') await page.evaluate((damaged) => globalThis.harness.damage(damaged), id);
  return id;
}

/** @type {Kill} */
const LEAVES_MOST = { work: 'import', point: 'import/shards-written', hit: 1, death: 'worker' };

/**
 * Starts the work and waits until it stands at its point. @returns {Promise<boolean>} whether it got there
 *
 * @param {{ browser: MortalBrowser, site: import('./site.mjs').Site, kill: Kill, seed: number, worked: string }} scene
 */
async function workUntil({ browser, site, kill: { work, point, hit }, seed, worked }) {
  const reached = site.gate.arm({ point, hit, answer: 'hold' });
  const page = await browser.page();
  await page.evaluate(
    ({ made, id, does }) => {
      // Not waited for: it ends by dying.
      const { harness } = globalThis;
      const working =
        does === 'remove'
          ? harness.remove(id)
          : does === 'clean-up'
            ? harness.inspect()
            : harness.importRows(made);
      working.catch(() => undefined);
    },
    { made: { rows: work === 'groups' ? GROUPS_ROWS : ROWS, seed }, id: worked, does: work },
  );
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, REACHED_MS, false)));
  const wasReached = await Promise.race([reached.then(() => true), late]);
  clearTimeout(timer);
  return wasReached === true;
}

/** The next start, once the browser has let go of the dead. @param {MortalBrowser} browser */
async function comeBack(browser) {
  const page = await browser.page();
  await locksFree(page);
  return page.evaluate(() => globalThis.harness.inspect());
}

/** @param {import('playwright').Page} page */
async function locksFree(page) {
  await page.waitForFunction(async () => (await globalThis.harness.importLocks()) === 0);
}

/**
 * @param {Kill} kill @param {Inspection} inspection @param {string} kept
 * @returns {Omit<Verdict, 'unreached'>}
 */
export function judge(kill, { datasets, leftOver }, kept) {
  const old = datasets.find(({ id }) => id === kept);
  const worked = datasets.find(({ id }) => id !== kept);
  const expected = expectedAfter(kill);
  const isWhole = worked?.images === ROWS && worked.isSound;
  return {
    lost: Number(!old) + Number(expected !== 'absent' && !worked),
    damaged:
      Number(old?.isSound === false) + Number(expected === 'sound' && worked !== undefined && !isWhole),
    halfVisible: Number(expected === 'absent' && worked !== undefined) + Math.max(0, datasets.length - 2),
    leftOver: Number(leftOver > 0),
  };
}

/** @param {MortalBrowser} browser @param {Inspection} inspection @param {string} kept */
async function clear(browser, { datasets }, kept) {
  const page = await browser.page();
  for (const { id } of datasets)
    if (id !== kept) await page.evaluate((gone) => globalThis.harness.remove(gone), id);
}

/** @param {{ id: string } | { failure: unknown }} imported */
function idOf(imported) {
  if ('id' in imported) return imported.id;
  throw new Error(`The import failed: ${JSON.stringify(imported.failure)}`);
}
