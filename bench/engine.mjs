/** The training engine: what one step of the Seed CNN costs, exactly, and how it compares with other engines. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { measureAccuracy } from './accuracy.mjs';
import { buildEngineBundle } from './bundle.mjs';
import { inChromium } from './in-chromium.mjs';
import { proveParity } from './parity.mjs';
import { measureTwoCores } from './two-cores.mjs';

/** @typedef {import('../src/bench/protocol').Ask} Ask */
/** @typedef {Record<string, unknown>} Fields */

const COUNTED_BATCH = 128;
const ROUNDS = 5;
const JAX_CAP_MS = 60_000;
/** @param {string} text */
const say = (text) => console.log(`  ${text}`);

/** What a section of the bench is given on the command line. @typedef {{ readonly node: boolean }} BenchOptions */

/** @param {BenchOptions} options */
export async function measureEngine({ node }) {
  const protocol = await load('src/bench/protocol.ts');
  const bundle = await buildEngineBundle();
  const real = runBundle(bundle, {}, ['--needs', 'real']);
  const software = await withContenders(async (ask, end, page) => ({
    ...(await timed('counts', countSteps(ask))),
    ...(await timed('software adapter', measureSoftware(ask, end, protocol))),
    wasm: await timed('wasm', measureWasm(ask, page, protocol)),
  }));
  const sameAccuracy = await timed('same accuracy', measureAccuracy()).catch((error) => ({
    actors: null,
    fer2013: null,
    reason: String(error),
  }));
  const parity = await timed('tests of the plan', proveParity(say));
  const result = { ...software, ...joinGpu(software, real), sameAccuracy, ...parity };
  return node ? { ...result, node: runOnSwiftShader(bundle) } : result;
}

/**
 * Says how long a part took: the whole has to end in reasonable time.
 *
 * @template Result
 * @param {string} part
 * @param {Promise<Result>} work
 */
async function timed(part, work) {
  const startMs = Date.now();
  const result = await work;
  say(`-- ${part}: ${((Date.now() - startMs) / 1000).toFixed(0)} s`);
  return result;
}

/** @param {string} file TypeScript without imports that need a browser */
async function load(file) {
  const { module } = await runnerImport(join(process.cwd(), file), { configFile: false, logLevel: 'error' });
  return module;
}

/**
 * @template Result
 * @param {(ask: Ask, end: (contender: string, thread: string) => Promise<void>, page: import('playwright').Page) => Promise<Result>} measure
 */
function withContenders(measure) {
  return inChromium('bench/engine.html', (page) => {
    /** @type {Ask} */
    const ask = (to, job, params) => page.evaluate((asked) => globalThis.ask(asked), { ...to, job, params });
    /** @param {string} contender @param {string} thread */
    const end = (contender, thread) => page.evaluate((ended) => globalThis.end(ended), { contender, thread });
    return measure(ask, end, page);
  });
}

/**
 * Exact, and independent of the machine but for the JavaScript's time: calls are counted, nothing is computed.
 *
 * @param {Ask} ask
 */
async function countSteps(ask) {
  const ours = await ask({ contender: 'ours', thread: 'count' }, 'countCalls', {
    batch: COUNTED_BATCH,
    steps: 50,
  });
  const long = await ask({ contender: 'ours', thread: 'long' }, 'countCalls', {
    batch: COUNTED_BATCH,
    steps: 1250,
    stepsPerEpoch: 50,
  });
  const stock = await ask({ contender: 'stock', thread: 'count' }, 'countCalls', {
    batch: COUNTED_BATCH,
    steps: 10,
  });
  return {
    batch: COUNTED_BATCH,
    executor: ours.executor,
    dispatchesPerStep: ours.dispatches,
    submitsPerStep: ours.submits,
    buffersCreatedPerStep: ours.buffers,
    bytesUploadedPerStep: ours.uploadedBytes,
    gpuBytes: long.gpuBytes, // with what an epoch's end makes
    gpuBytesGrowth: long.gpuBytesGrowth,
    syncJsStockOverOurs: stock.jsMs / long.jsMs,
    syncJsMs: { stock: stock.jsMs, ours: long.jsMs },
    stock: {
      dispatchesPerStep: stock.dispatches,
      submitsPerStep: stock.submits,
      buffersCreatedPerStep: stock.buffers,
      bytesUploadedPerStep: stock.uploadedBytes,
      gpuBytes: stock.gpuBytes,
    },
  };
}

/**
 * @param {Ask} ask
 * @param {(contender: string, thread: string) => Promise<void>} end
 * @param {any} tools what the protocol exports
 */
async function measureSoftware(ask, end, { race, ratioOf, sweepMatmuls, shareOfMatmul }) {
  const adapter = await ask({ contender: 'ours', thread: 'bare' }, 'describeAdapter', undefined);
  const matmuls = await sweepMatmuls(ask, { ours: [256, 512], stock: [256], jax: [256, 512] }, say);
  await end('jax', 'steps');
  const one = { network: 'seed-cnn', batch: 1, steps: 1, rounds: ROUNDS, budgetMs: 150_000, onAnswer: say };
  const seed = await race(ask, { ...one, contenders: ['stock', 'ours'] });
  const best = matmuls[0];
  /** @type {Record<number, { median: number, least: number, most: number }>} */
  const shares = {};
  for (const batch of [1, 8])
    shares[batch] = await shareOfMatmul(ask, { network: 'seed-cnn', batch, steps: 1, rounds: 4, best });
  const stockOverOurs = ratioOf(seed, 'stock', 'ours');
  const narrow = await raceNarrow(ask, end, { race, ratioOf });
  return {
    adapter,
    stockOverOurs: {
      software: stockOverOurs.median,
      softwareSpread: [stockOverOurs.least, stockOverOurs.most],
    },
    firstStepStockOverOurs: seed.firstMs.stock / seed.firstMs.ours,
    shareOfMatmul: { software: shares[8]?.median, softwareBatch: 8, softwareByBatch: shares },
    bestMatmul: { software: best },
    ...narrow,
    matmuls,
    races: { seed },
  };
}

/**
 * @param {Ask} ask
 * @param {(contender: string, thread: string) => Promise<void>} end
 * @param {any} tools
 */
async function raceNarrow(ask, end, { race, ratioOf }) {
  const wanted = { network: 'narrow', batch: 2, steps: 4, rounds: ROUNDS, budgetMs: 40_000, onAnswer: say };
  let narrow;
  let jaxOverOursReason;
  try {
    narrow = await within(JAX_CAP_MS, race(ask, { ...wanted, contenders: ['jax', 'stock', 'ours'] }));
  } catch (error) {
    jaxOverOursReason = `jax-js: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
    say(jaxOverOursReason);
    for (const contender of ['jax', 'stock', 'ours']) await end(contender, 'steps');
    narrow = await race(ask, { ...wanted, contenders: ['stock', 'ours'] });
  }
  const jax = jaxOverOursReason ? null : ratioOf(narrow, 'jax', 'ours');
  return {
    jaxOverOurs: jax && jax.median,
    ...(jax ? { jaxOverOursSpread: [jax.least, jax.most] } : { jaxOverOursReason }),
    narrowStockOverOurs: ratioOf(narrow, 'stock', 'ours').median,
    narrow,
  };
}

/**
 * @template Result
 * @param {number} ms
 * @param {Promise<Result>} work
 * @returns {Promise<Result>}
 */
function within(ms, work) {
  let timer;
  const cap = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${ms / 1000} s`)), ms);
  });
  return Promise.race([work, cap]).finally(() => clearTimeout(timer));
}

/**
 * @param {Ask} ask
 * @param {import('playwright').Page} page
 * @param {any} tools what the protocol exports
 */
async function measureWasm(ask, page, tools) {
  const question = { network: 'fast', batch: 128, steps: 2, backend: 'wasm' };
  const to = { contender: 'ours', thread: 'wasm' };
  await ask(to, 'timeSteps', question);
  let best = Number.POSITIVE_INFINITY;
  const each = [];
  for (let round = 0; round < 8; round += 1) {
    const { ms } = await ask(to, 'timeSteps', question);
    each.push((question.steps * question.batch * 1000) / ms);
    best = Math.min(best, ms);
  }
  each.sort((a, b) => a - b);
  say(`wasm, Fast, batch 128: ${each.map((rate) => rate.toFixed(0)).join(' ')} images/s`);
  return {
    fastImagesPerSecond: ((each[3] ?? Number.NaN) + (each[4] ?? Number.NaN)) / 2,
    fastImagesPerSecondBest: each.at(-1),
    ...(await measureTwoCores(
      ask,
      (asked) => page.evaluate((one) => globalThis.exchange(one), asked),
      tools,
      say,
    )),
  };
}

/**
 * The fields only a real adapter gives, or why there are none.
 *
 * @param {any} software
 * @param {{ result?: any, reason?: string }} real
 */
function joinGpu(software, { result, reason }) {
  const gpu = result ? result.fields : {};
  /** @param {string} name */
  const field = (name) => ({
    gpu: gpu[name] ?? null,
    ...(gpu[name] === undefined && { gpuReason: gpu[`${name}Reason`] ?? reason }),
  });
  return {
    stockOverOurs: { ...software.stockOverOurs, ...field('stockOverOurs') },
    shareOfMatmul: { ...software.shareOfMatmul, ...field('shareOfMatmul') },
    oursOverTorch: gpu.oursOverTorch ?? null,
    ...(gpu.oursOverTorch === undefined && { oursOverTorchReason: gpu.oursOverTorchReason ?? reason }),
    gpu: result ?? null,
    ...(!result && { gpuReason: reason }),
  };
}

/**
 * @param {string} bundle
 * @param {Record<string, string>} environment
 * @param {string[]} more
 * @returns {{ result?: any, reason?: string }}
 */
function runBundle(bundle, environment, more) {
  const out = join(mkdtempSync(join(tmpdir(), 'mien-bench-')), 'engine.json');
  const { status } = spawnSync(process.execPath, [bundle, '--json', out, ...more], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (!existsSync(out)) return { reason: `Node with Dawn ended with ${status} and without a result` };
  const result = JSON.parse(readFileSync(out, 'utf8'));
  return result.reason ? { reason: result.reason } : { result };
}

/** Chromium's software adapter, in Node. @param {string} bundle */
function runOnSwiftShader(bundle) {
  const icd = [
    process.env.VK_ICD_FILENAMES ?? '',
    '/usr/lib/chromium/vk_swiftshader_icd.json',
    '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
    '/opt/google/chrome/vk_swiftshader_icd.json',
  ].find((path) => existsSync(path));
  if (!icd) return { reason: 'no vk_swiftshader_icd.json found: name one in VK_ICD_FILENAMES' };
  const { result, reason } = runBundle(bundle, { VK_ICD_FILENAMES: icd }, []);
  return result ?? { reason };
}
