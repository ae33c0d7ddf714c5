/** Lets the built page train, or watch a camera, for a long time, and measures what each of its threads holds. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { makeActorClip } from '../actor-clip.mjs';
import { openBrowser } from '../walk/browser.mjs';
import { readEpochs, readNumber, waitFor } from '../walk/page-figures.mjs';
import { beginTraining, importData, train, watchCamera } from '../walk/stages.mjs';
import { slopesOf } from './slopes.mjs';
import { ThreadMemory } from './thread-memory.mjs';

/**
 * @typedef {import('./slopes.mjs').Sample} Sample
 * @typedef {{ origin: string, minutes: number, folder: string, report: (line: string) => void }} Asked
 *   origin: of the built page; folder: for the clip or the pictures
 * @typedef {{ minutes: number, threads: import('./slopes.mjs').ThreadSlope[], samples: Sample[] }} Soaked
 */

const SAMPLES = 120;
const LEAST_PAUSE_S = 3;
// Chromium plays the clip again and again: another face each second.
const SCENES = /** @type {const} */ ([
  { faces: [{ actor: 0, expression: 'happy' }] },
  { faces: [{ actor: 1, expression: 'neutral' }] },
]);
const TIMELINE_FILLS_MINUTES = 11; // the page keeps ten of a camera; before that it grows, as it should
const SHORT_MINUTES = 30;
const FOREVER = 1000; // the most the page takes; epochs: it is the clock that ends the training

/**
 * @param {Asked & { images: number, backend?: 'wasm' | 'webgpu', warmUpEpochs?: number }} asked images: to train on, a ninth as
 *   many to validate; warmUpEpochs: that go before: a slow machine has done little in the minutes in which another warms up
 * @returns {Promise<Soaked & { epochs: number }>}
 */
export async function soakTraining(asked) {
  const { origin, minutes, folder, images, backend = 'wasm', warmUpEpochs = 1, report } = asked;
  const data = `${folder}/noise.csv`;
  writeRows(data, images);
  const browser = await openBrowser({ origin });
  try {
    const { page } = browser;
    await page.goto(`${origin}?backend=${backend}#/data`);
    const memory = await ThreadMemory.of(page);
    await importData(page, { data, report });
    await beginTraining(page, { preset: 'fast', epochs: FOREVER, seed: 1 });
    const epochsDone = async () => (await readEpochs(page)).at(-1)?.epoch ?? 0;
    const isWarm = async () => (await epochsDone()) >= warmUpEpochs;
    await waitFor(page, isWarm, { what: `epoch ${warmUpEpochs}`, limitMs: Infinity });
    const watch = watcher({ memory, minutes, report });
    await waitFor(page, watch, { what: 'the soak', everyMs: 500, limitMs: Infinity });
    return { ...watch.soaked(), epochs: await epochsDone() };
  } finally {
    await browser.close();
  }
}

/** @param {Asked} asked @returns {Promise<Soaked & { frames: number | undefined }>} */
export async function soakCamera({ origin, minutes, folder, report }) {
  const video = `${folder}/actors.y4m`;
  await makeActorClip({ file: video, fps: 10, seconds: 1, scenes: SCENES });
  const browser = await openBrowser({ origin, video });
  try {
    const { page } = browser;
    await page.goto(`${origin}?backend=wasm#/data`);
    const memory = await ThreadMemory.of(page);
    await importData(page, { data: undefined, report });
    await train(browser, { preset: 'fast', epochs: 1, seed: 1, report });
    const fillMinutes = minutes < SHORT_MINUTES ? 0 : TIMELINE_FILLS_MINUTES;
    const watch = watcher({ memory, minutes, report, fillMinutes });
    await watchCamera(page, {
      seconds: (fillMinutes + minutes) * 60,
      report,
      onSample: async () => void (await watch()),
    });
    return { ...watch.soaked(), frames: await readNumber(page, 'live-frames') };
  } finally {
    await browser.close();
  }
}

/**
 * To be called again and again: looks when it is time to.
 *
 * @param {{ memory: ThreadMemory, minutes: number, report: (line: string) => void, fillMinutes?: number }} asked
 *   fillMinutes: that go before
 */
function watcher({ memory, minutes, report, fillMinutes = 0 }) {
  const startMs = Date.now() + fillMinutes * 60_000;
  const everyMs = 1000 * Math.max(LEAST_PAUSE_S, (minutes * 60) / SAMPLES);
  /** @type {Sample[]} */
  const samples = [];
  let dueMs = startMs;
  /** @returns {Promise<boolean>} whether the time is over */
  const watch = async () => {
    if (Date.now() >= dueMs) {
      const threads = await memory.read();
      samples.push({ seconds: (Date.now() - startMs) / 1000, threads });
      report(`${Math.round((Date.now() - startMs) / 1000)} s  ${threads.map(inWords).join(' · ')}`);
      dueMs = Date.now() + everyMs;
    }
    return Date.now() - startMs >= minutes * 60_000;
  };
  return Object.assign(watch, { soaked: () => ({ minutes, threads: slopesOf(samples), samples }) });
}

/** @param {import('./thread-memory.mjs').ThreadState} state */
function inWords({ thread, heapMB, boundMB, tensors, computeMB, gpuMB }) {
  const compute = tensors === null ? '' : `, ${tensors} tensors, ${computeMB?.toFixed(0)} MB`;
  const gpu = gpuMB === null ? '' : `, GPU ${gpuMB < 0 ? '' : '+'}${gpuMB.toFixed(2)} MB`;
  return `${thread} ${heapMB.toFixed(2)} + ${boundMB.toFixed(2)} MB${compute}${gpu}`;
}

/** Pictures of stripes, none like another. @param {string} file @param {number} images to train on */
function writeRows(file, images) {
  const target = openSync(file, 'w');
  writeSync(target, 'emotion,pixels,Usage\n');
  const pixels = new Uint8Array(2304);
  for (let row = 0; row < images + Math.ceil(images / 9); row += 1) {
    for (let at = 0; at < pixels.length; at += 1) pixels[at] = at * (row % 97) + row;
    writeSync(target, `${row % 7},${pixels.join(' ')},${row < images ? 'Training' : 'PublicTest'}\n`);
  }
  closeSync(target);
}
