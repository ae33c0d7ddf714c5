/**
 * npm run kills -- [--json OUT] [--take N] [--seed S] [--quota] [--only PART,...]: dies at every named step at which anything is
 * written, in every way, and looks what is left; flips 500 bits of a checkpoint; compares a run of up to 200 breaks with one of
 * none; takes the graphics device away from trainings of the built page; runs out of room. Exits 1 where anything was lost,
 * damaged, half visible, left over, unnoticed, unsaid, different or not recovered, or a listed point never reached.
 *
 *   --take N   only N kills, drawn by --seed (every point at least once where N allows)
 *   --quota    imports a CSV of FER2013 size with room for every MiB from 0 to 100, instead of a quarter of it at eight levels
 *   --only     some of kills, flips, resume, deviceLosses, quota; the others are null
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { chooseKills, unreachedPoints } from './kills/choose-kills.mjs';
import { compareResumed, countFlips } from './kills/compare-resumed.mjs';
import { loseDevices } from './kills/device-losses.mjs';
import { sweepCheckpoints } from './kills/quota-checkpoints.mjs';
import { sweepQuota } from './kills/quota-sweep.mjs';
import { runKills } from './kills/run-kills.mjs';
import { serveBuild } from './walk.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    take: { type: 'string' },
    seed: { type: 'string', default: '1' },
    quota: { type: 'boolean', default: false },
    only: { type: 'string', default: 'kills,flips,resume,deviceLosses,quota' },
  },
});
const report = console.log;
const parts = values.only.split(',');
const kills = chooseKills(values.take === undefined ? Infinity : Number(values.take), Number(values.seed));

/** @type {Readonly<Record<string, () => Promise<object>>>} */
const MEASURES = {
  kills: dieEverywhere,
  flips: () => countFlips(500),
  resume: () =>
    compareResumed({
      backend: 'wasm',
      epochs: 3,
      images: 2000,
      batch: 16,
      points: Math.min(200, kills.length),
      seed: Number(values.seed),
    }),
  deviceLosses: loseAll,
  quota: runOutOfRoom,
};

/** @type {Record<string, any>} */
const result = {};
for (const [part, measure] of Object.entries(MEASURES)) {
  result[part] = parts.includes(part) ? await measure() : null;
  // What took an hour is kept, whatever comes after.
  if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
}
console.log(JSON.stringify(result, null, 2));
if (isBad(result)) process.exitCode = 1;

async function dieEverywhere() {
  const { reached, ...counted } = await runKills(kills, report);
  const neverReached = values.take === undefined ? await unreachedPoints(reached) : [];
  return { ...counted, neverReached };
}

async function loseAll() {
  const folder = mkdtempSync(join(tmpdir(), 'mien-site-'));
  await build({ logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  const server = await serveBuild(folder);
  try {
    const losses = /** @type {const} */ (['destroyed', 'destroyed', 'destroyed', 'crashed', 'crashed']);
    return await loseDevices({ origin: server.origin, losses, report });
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runOutOfRoom() {
  const imports = await sweepQuota(
    values.quota
      ? { images: 35_887, levels: Array.from({ length: 101 }, (_, level) => level), report }
      : { images: 9100, levels: [0, 3, 6, 10, 14, 18, 40, 60], report },
  );
  const checkpoints = await sweepCheckpoints({ levels: [0, 2, 5, 10, 15, 17, 20, 30, 40], report });
  /** @param {'levels' | 'lost' | 'damaged' | 'halfVisible' | 'leftOver' | 'unsaid'} key */
  const both = (key) => imports[key] + checkpoints[key];
  return {
    levels: both('levels'),
    lost: both('lost'),
    damaged: both('damaged'),
    halfVisible: both('halfVisible'),
    leftOver: both('leftOver'),
    unsaid: both('unsaid'),
    imports: imports.outcomes,
    checkpoints: checkpoints.outcomes,
  };
}

/** @param {Record<string, any>} measured */
function isBad({ kills: died, flips, resume, deviceLosses, quota }) {
  const { lost = 0, damaged = 0, halfVisible = 0, leftOver = 0, unsaid = 0 } = quota ?? {};
  return (
    [...(died?.findings ?? []), ...(died?.neverReached ?? [])].length > 0 ||
    (flips && flips.noticed < flips.total) ||
    resume?.differingBits > 0 ||
    (deviceLosses && deviceLosses.recovered < deviceLosses.total) ||
    lost + damaged + halfVisible + leftOver + unsaid > 0
  );
}
