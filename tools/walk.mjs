/**
 * Drives the built page through its own interface, as a visitor would: import, train, evaluate, download and upload
 * the weights, watch a clip. Prints progress and writes what the page showed as JSON.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build, preview } from 'vite';
import { openBrowser } from './walk/browser.mjs';
import {
  downloadAndUpload,
  evaluate,
  fillBox,
  importData,
  train,
  uploadWeights,
  watchCamera,
} from './walk/stages.mjs';

const HELP = `npm run walk -- [options]
  --data FILE            what to import (fer2013.csv, fer2013.tar.gz, a zip or folder of pictures); without it, the drawn sample faces
  --kind KIND            fail unless the page recognises the file as this kind
  --faces SIZE           how faces found in photos are stored: grey48, grey96, colour150 (grey48)
  --preset NAME          network to train: fast, balanced, best, seed-cnn, smile-small, seed-smile (fast)
  --epochs N             train that long; without it, nothing is trained
  --batch N              batch size (the preset's)
  --limit N              at most N training images per epoch
  --kills N              end the browser by SIGKILL so often while it trains, and resume through the page
  --backend wasm|webgpu  instead of the page's own choice
  --seed S
  --video CLIP.y4m       plays as the camera on the live page
  --seconds N            how long to watch it (20)
  --weights FILE         upload these instead of training; repeat for model.json, weights.bin, card.json
  --evaluate-data FILE   import this too, and evaluate on it
  --box NAME             put the trained model into public/models/NAME, in half precision, for the next build
  --json OUT             write the result here`;

/**
 * @typedef {{
 *   data?: string | undefined, kind?: string | undefined, faces?: string | undefined, preset?: string | undefined, epochs?: number | undefined,
 *   kills?: number | undefined, batch?: number | undefined, limit?: number | undefined, backend?: string | undefined, seed?: number | undefined, video?: string | undefined,
 *   seconds?: number | undefined, weights?: string[] | undefined, box?: string | undefined, evaluateData?: string | undefined,
 *   flags?: readonly string[] | undefined, report?: ((line: string) => void) | undefined,
 *   onSample?: ((page: import('playwright').Page) => Promise<void>) | undefined,
 * }} WalkOptions
 */

/**
 * @typedef {{
 *   import?: Awaited<ReturnType<typeof importData>>, train?: Awaited<ReturnType<typeof train>>,
 *   evaluate?: Awaited<ReturnType<typeof evaluate>>, live?: Awaited<ReturnType<typeof watchCamera>>,
 *   weights?: Awaited<ReturnType<typeof uploadWeights>>,
 *   requestsToOtherOrigins: number, consoleErrors: number,
 * }} WalkResult
 */

/**
 * What one would type to get the same model, without where files lie on this machine.
 *
 * @param {WalkOptions} options
 */
export function commandOf({ data, faces, preset, epochs, batch, limit, seed, backend, box }) {
  const file = data && basename(data);
  const options = { data: file, faces, preset, epochs, batch, limit, seed, backend, box };
  const words = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${value}`],
  );
  return ['npm run walk --', ...words].join(' ');
}

/**
 * One walk over a served page. A stage that did not run is left out of the result.
 *
 * @param {string} origin address of the served page, with its final slash
 * @param {WalkOptions} options
 * @returns {Promise<WalkResult>}
 */
export async function walk(origin, options) {
  const report = options.report ?? (() => undefined);
  const browser = await openBrowser({ origin, video: options.video, flags: options.flags ?? [] });
  const address = `${origin}${options.backend ? `?backend=${options.backend}` : ''}`;
  try {
    const { page: first } = browser;
    await first.goto(`${address}#/data`);
    /** @type {Partial<WalkResult>} */
    const result = {};
    const imported = await importData(first, { data: options.data, faces: options.faces, report });
    result.import = imported;
    report(`imported ${imported.images} images as ${imported.kind} in ${imported.seconds?.toFixed(1)} s`);
    if (options.kind && imported.kind !== options.kind)
      throw new Error(`recognised as ${imported.kind}, not ${options.kind}`);
    if (options.weights?.length)
      result.weights = await uploadWeights(first, { files: options.weights, report });
    if (options.epochs) {
      const { preset = 'fast', epochs, batch, limit, seed, kills } = options;
      result.train = await train(browser, { preset, epochs, batch, limit, seed, kills, report });
    }
    const { page } = browser; // another one after a kill
    if (options.evaluateData) await importData(page, { data: options.evaluateData, report });
    if (options.epochs || options.weights?.length) {
      result.evaluate = await evaluate(page, { report });
      if (options.box) {
        const models = resolve('public/models');
        await fillBox(page, { box: options.box, models, command: commandOf(options), report });
      }
      result.weights ??= await downloadAndUpload(page, { report });
      if (options.video) {
        result.live = await watchCamera(page, {
          seconds: options.seconds ?? 20,
          report,
          ...(options.onSample && { onSample: options.onSample }),
        });
      }
    }
    return {
      ...result,
      requestsToOtherOrigins: browser.requestsToOtherOrigins.length,
      consoleErrors: browser.consoleErrors.length,
    };
  } finally {
    for (const line of [...browser.consoleErrors, ...browser.requestsToOtherOrigins]) report(`! ${line}`);
    await browser.close();
  }
}

/**
 * Serves a built page on a free port, with its security headers.
 *
 * @param {string} folder @returns {Promise<{ origin: string, close: () => Promise<void> }>}
 */
export async function serveBuild(folder = 'dist') {
  const server = await preview({
    logLevel: 'error',
    build: { outDir: folder },
    preview: { port: 0, open: false },
  });
  const origin = server.resolvedUrls?.local[0];
  if (!origin) throw new Error('the preview server has no address');
  return { origin, close: () => server.close() };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();

async function main() {
  const { values, positionals } = parseArgs({
    options: {
      data: { type: 'string' },
      kind: { type: 'string' },
      faces: { type: 'string' },
      preset: { type: 'string' },
      epochs: { type: 'string' },
      batch: { type: 'string' },
      limit: { type: 'string' },
      kills: { type: 'string' },
      backend: { type: 'string' },
      seed: { type: 'string' },
      video: { type: 'string' },
      seconds: { type: 'string' },
      weights: { type: 'string', multiple: true },
      'evaluate-data': { type: 'string' },
      box: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
    allowPositionals: true, // --weights model.json weights.bin card.json
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  console.log('Building …');
  // Into a folder of its own: a walk can take hours, and dist/ may be rebuilt under it.
  const folder = mkdtempSync(join(tmpdir(), 'mien-site-'));
  await build({ logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
  const server = await serveBuild(folder);
  const startedMs = Date.now();
  try {
    const number = (/** @type {string | undefined} */ text) =>
      text === undefined ? undefined : Number(text);
    const result = await walk(server.origin, {
      data: values.data && resolve(values.data),
      kind: values.kind,
      faces: values.faces,
      preset: values.preset,
      epochs: number(values.epochs),
      batch: number(values.batch),
      limit: number(values.limit),
      kills: number(values.kills),
      backend: values.backend,
      seed: number(values.seed),
      video: values.video && resolve(values.video),
      seconds: number(values.seconds),
      weights: values.weights && [...values.weights, ...positionals].map((file) => resolve(file)),
      box: values.box,
      evaluateData: values['evaluate-data'] && resolve(values['evaluate-data']),
      report: (line) =>
        console.log(`${String(Math.round((Date.now() - startedMs) / 1000)).padStart(5)} s  ${line}`),
    });
    if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
    else console.log(JSON.stringify(result, null, 2));
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
