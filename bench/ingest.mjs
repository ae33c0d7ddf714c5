/** Importing: what a CSV and a zip of FER2013's size cost, beside what one would use without Mien. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'vite';
import { openBrowser } from '../tools/walk/browser.mjs';
import { measureApp } from './ingest-app.mjs';
import { writeCsv, writeZip } from './ingest-files.mjs';

const ROUNDS = 5;

export async function measureIngest() {
  const folder = mkdtempSync(join(tmpdir(), 'mien-ingest-'));
  try {
    const csv = writeCsv(folder);
    console.log(`CSV of ${(csv.bytes / 1e6).toFixed(0)} MB, ${csv.rows} rows`);
    const compared = await compare(folder, csv);
    return { ...compared, ...(await measureApp(csv.file)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * All contenders in turn, in one browser, round after round; the round before the first warms up.
 *
 * @param {string} folder @param {{ file: string, rows: number, bytes: number }} csv
 */
async function compare(folder, csv) {
  const server = await createServer({ logLevel: 'error', server: { port: 0, hmr: false, watch: null } });
  await server.listen();
  const origin = server.resolvedUrls?.local[0] ?? '';
  const browser = await openBrowser({ origin });
  try {
    const { page } = browser;
    page.on('pageerror', (error) => console.log('browser:', error.message));
    await page.goto(`${origin}bench/ingest.html`);
    /** @param {object} question */
    const ask = (question) => page.evaluate((asked) => globalThis.ask(asked), question);
    const zip = await writeZip(folder, ask);
    console.log(`zip of ${(zip.bytes / 1e6).toFixed(0)} MB, ${zip.pictures} pictures`);
    await page.locator('input').setInputFiles([csv.file, zip.file]);
    const rounds = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const times = await oneRound(ask, csv.rows, zip.pictures);
      console.log(
        `round ${round}: ${JSON.stringify(times, (_, value) => (typeof value === 'number' ? Math.round(value) : value))}`,
      );
      if (round > 0) rounds.push(times);
    }
    return { ...ratiosOf(rounds, csv.bytes), rounds };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @typedef {Record<'parse' | 'papaParse' | 'job' | 'papaJob' | 'parseHeld' | 'decodeText' | 'zipJob' | 'decodePictures' | 'storeOurs', number> & { storeBest: Record<string, number> }} Round */

/**
 * @param {(question: object) => Promise<any>} ask @param {number} rows @param {number} pictures
 * @returns {Promise<Round>} ms of each
 */
async function oneRound(ask, rows, pictures) {
  /** @type {Record<string, any>} */
  const times = {};
  /** @param {string} task @param {number} [expected] */
  const time = async (task, expected) => {
    const { ms, result } = await ask({ task });
    if (expected !== undefined && result !== expected) throw new Error(`${task}: ${result} of ${expected}`);
    times[task] = ms;
  };
  await time('parse', rows);
  await time('papaParse', rows);
  await time('job', rows);
  await time('papaJob', rows);
  await ask({ task: 'hold' });
  await time('parseHeld', rows);
  await time('decodeText');
  await ask({ task: 'letGo' });
  await time('zipJob', pictures);
  await ask({ task: 'holdPictures' });
  await time('decodePictures', pictures);
  times.storeOurs = await ask({ task: 'storeOurs' });
  times.storeBest = await ask({ task: 'storeBest' });
  return /** @type {Round} */ (times);
}

/** Medians of the ratios of each round. @param {readonly Round[]} rounds @param {number} csvBytes */
function ratiosOf(rounds, csvBytes) {
  /** @param {(round: Round) => number} of */
  const middle = (of) => median(rounds.map(of));
  return {
    csvParseOverPapaparse: middle(({ parse, papaParse }) => papaParse / parse),
    csvJobOverPapaparse: middle(({ job, papaJob }) => papaJob / job),
    csvShareOfDecode: middle(({ parseHeld, decodeText }) => decodeText / parseHeld),
    zipShareOfDecode: middle(({ zipJob, decodePictures }) => decodePictures / zipJob),
    storeOverBest: middle(({ storeOurs, storeBest }) => storeOurs / Math.min(...Object.values(storeBest))),
    csvParseMBps: middle(({ parse }) => csvBytes / 1e3 / parse),
  };
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
