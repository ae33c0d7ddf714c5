/** Imports into a browser that has room for so many MiB and no more, and looks what is left. */
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MortalBrowser } from './mortal-browser.mjs';
import { serveKillSite } from './site.mjs';

const MIB = 2 ** 20;
const PIXELS = 2304;
const KEPT = { rows: 500, seed: 1 };
// A record and its file take a little more than its bytes, and the disk is asked for room before it is needed.
const SLACK_MB = 12;
const TIDY_MIB = 4; // what is kept takes one
const TIDY_MS = 20_000;

/**
 * @typedef {{ level: number, stored: boolean, code: string, neededMB: number | null }} Outcome
 * @typedef {{ levels: number, lost: number, damaged: number, halfVisible: number, leftOver: number, unsaid: number, outcomes: Outcome[] }} Sweep
 */

/**
 * @param {{ images: number, levels: readonly number[], hasUsage?: boolean, report: (line: string) => void }} asked
 *   levels: MiB that are free when the import begins; without hasUsage the parts are drawn, and every shard is written twice
 * @returns {Promise<Sweep>}
 */
export async function sweepQuota({ images, levels, hasUsage = true, report }) {
  const folder = mkdtempSync(join(tmpdir(), 'mien-quota-'));
  const site = await serveKillSite();
  const browser = new MortalBrowser(site.page);
  const file = join(folder, 'noise.csv');
  writeNoise(file, images, hasUsage);
  /** @type {Sweep} */
  const sweep = { levels: 0, lost: 0, damaged: 0, halfVisible: 0, leftOver: 0, unsaid: 0, outcomes: [] };
  try {
    const page = await browser.page();
    const kept = await page.evaluate((made) => globalThis.harness.importRows(made), KEPT);
    if (!('id' in kept)) throw new Error('The dataset that is to be kept was not stored.');
    for (const level of levels) {
      const outcome = await atLevel({ browser, site, file, level, kept: kept.id, images, hasUsage, sweep });
      sweep.levels += 1;
      sweep.outcomes.push(outcome);
      report(
        `${level} MiB free: ${outcome.stored ? 'stored' : `${outcome.code}, ${outcome.neededMB} MB missing`}`,
      );
    }
    return sweep;
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {{ browser: MortalBrowser, site: import('./site.mjs').Site, file: string, level: number, kept: string, images: number, hasUsage: boolean, sweep: Sweep }} scene
 * @returns {Promise<Outcome>}
 */
async function atLevel({ browser, site, file, level, kept, images, hasUsage, sweep }) {
  // Anew, because Chromium remembers for 30 s how much room there was.
  await browser.die('kill');
  const page = await browser.page();
  const lift = await overrideQuota(page, site.origin, level);
  await choose(await page.context().newCDPSession(page), file);
  const imported = await page.evaluate(() => globalThis.harness.importChosen());
  await lift();
  await browser.die('worker'); // the next start cleans up
  const { datasets, leftOver } = await page.evaluate(() => globalThis.harness.inspect());
  const old = datasets.find(({ id }) => id === kept);
  const others = datasets.filter(({ id }) => id !== kept);
  const wasStored = 'id' in imported;
  const details = wasStored ? {} : imported.failure.details;
  const neededMB = typeof details.neededMB === 'number' ? details.neededMB : null;
  const isWhole = others.length === 1 && others[0]?.isSound === true && others[0].images === images;
  sweep.lost += Number(!old) + Number(wasStored && others.length === 0);
  sweep.damaged += Number(old?.isSound === false) + Number(wasStored && others.length > 0 && !isWhole);
  sweep.halfVisible += Number(!wasStored && others.length > 0);
  sweep.leftOver += Number(leftOver > 0);
  if (!wasStored) {
    const { code } = imported.failure;
    // What is written twice may take its room twice, until the disk has tidied up.
    const written = hasUsage ? [images] : [images, 2 * images];
    sweep.unsaid += Number(!written.some((count) => saysWhatIsMissing(code, neededMB, level, count)));
  }
  for (const { id } of others) await page.evaluate((gone) => globalThis.harness.remove(gone), id);
  await isTidied(page, site.origin);
  return { level, stored: wasStored, code: wasStored ? '' : imported.failure.code, neededMB };
}

/**
 * Chromium deletes the files of what was removed some seconds later, when nobody can be reading them any more; a browser that is
 * killed before starts with less room.
 *
 * @param {import('playwright').Page} page @param {string} origin
 */
async function isTidied(page, origin) {
  const session = await page.context().newCDPSession(page);
  for (const deadline = Date.now() + TIDY_MS; Date.now() < deadline;) {
    const { usage } = await session.send('Storage.getUsageAndQuota', { origin });
    if (usage < TIDY_MIB * MIB) return;
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  }
}

/**
 * Leaves so many MiB to what is used. @returns what lifts the limit again
 *
 * @param {import('playwright').Page} page @param {string} origin @param {number} level
 */
export async function overrideQuota(page, origin, level) {
  const session = await page.context().newCDPSession(page);
  // Until the database is opened, Chromium tells a usage of 0: what is kept takes its 0.2 MB of the room. One byte
  // more, because at 0 MiB that made a quota of 0, which stands for no quota at all, and the import was stored.
  const { usage } = await session.send('Storage.getUsageAndQuota', { origin });
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + level * MIB + 1 });
  return () => session.send('Storage.overrideQuotaForOrigin', { origin });
}

/** What is missing is what did not fit. @param {string} code @param {number | null} neededMB @param {number} level @param {number} images */
export function saysWhatIsMissing(code, neededMB, level, images) {
  if (code !== 'storage/quota-full' || neededMB === null) return false;
  const totalMB = (images * PIXELS) / 1e6;
  const missingMB = Math.max(0, totalMB - (level * MIB) / 1e6);
  return neededMB >= 1 && Math.abs(neededMB - missingMB) <= SLACK_MB + totalMB * 0.1;
}

/** Past the page: the file may be larger than what Playwright passes on. @param {import('playwright').CDPSession} session @param {string} file */
async function choose(session, file) {
  const { root } = await session.send('DOM.getDocument');
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'input' });
  await session.send('DOM.setFileInputFiles', { files: [file], nodeId });
}

/** Rows of noise: the disk would shrink anything simpler. @param {string} file @param {number} images @param {boolean} hasUsage */
function writeNoise(file, images, hasUsage) {
  const target = openSync(file, 'w');
  const pixels = new Uint8Array(PIXELS);
  writeSync(target, `emotion,pixels${hasUsage ? ',Usage' : ''}\n`);
  for (let row = 0; row < images; row += 1) {
    randomFillSync(pixels);
    const usage = row % 10 === 9 ? 'PublicTest' : 'Training';
    writeSync(target, `${row % 7},${pixels.join(' ')}${hasUsage ? `,${usage}` : ''}\n`);
  }
  closeSync(target);
}
