/** Runs attacks in a thread of their own, which is ended and replaced when an input takes too long or kills it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';

const HANG_MS = 2000;
const BATCH = 200; // inputs between two reports
const GRACE_MS = 1000; // a busy machine may stop a thread for so long

/**
 * @typedef {{ seed: number, what: string }} Failure
 * @typedef {{ inputs: number, crashes: number, hangs: number, untyped: number, slowestMs: number, seconds: number, failures: Failure[] }} Found
 */

/**
 * @param {{ target: string, inputs: number, from: number, minutes: number, report: (line: string) => void }} asked
 * @returns {Promise<Found>}
 */
export async function fuzz({ target, inputs, from, minutes, report }) {
  // Inside the project, so that packages are found.
  const folder = mkdtempSync(join(process.cwd(), 'node_modules', '.mien-fuzz-'));
  const startMs = Date.now();
  const endMs = startMs + minutes * 60_000;
  /** @type {Found} */
  const found = { inputs: 0, crashes: 0, hangs: 0, untyped: 0, slowestMs: 0, seconds: 0, failures: [] };
  try {
    const script = await bundled(folder);
    let seed = from;
    while (seed < from + inputs && Date.now() < endMs) {
      const ended = await runThread({ script, target, seed, until: from + inputs, endMs, found, report });
      seed = ended.next;
      if (ended.kind === 'done') break;
      if (ended.kind === 'hang') found.hangs += 1;
      else found.crashes += 1;
      found.inputs += 1;
      found.failures.push({ seed: seed - 1, what: ended.what });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  found.seconds = (Date.now() - startMs) / 1000;
  return found;
}

/** @param {string} folder */
async function bundled(folder) {
  await build({
    logLevel: 'error',
    plugins: [],
    configFile: false,
    build: {
      ssr: 'tools/fuzz/thread.ts',
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'thread.mjs' } },
    },
  });
  return pathToFileURL(join(folder, 'thread.mjs'));
}

/**
 * @param {{ script: URL, target: string, seed: number, until: number, endMs: number, found: Found, report: (line: string) => void }} run
 * @returns {Promise<{ kind: 'done' | 'hang' | 'crash', next: number, what: string }>}
 */
function runThread({ script, target, seed, until, endMs, found, report }) {
  const now = new BigInt64Array(new SharedArrayBuffer(16)); // the seed under way, and since when
  now[0] = BigInt(seed);
  now[1] = BigInt(Date.now() + 20_000); // starting takes its time
  const thread = new Worker(script, { workerData: { target, seed, until, endMs, batch: BATCH, now } });
  return new Promise((resolve) => {
    /** @param {'done' | 'hang' | 'crash'} kind @param {string} what */
    const end = (kind, what) => {
      clearInterval(watch);
      const next = Number(Atomics.load(now, 0)) + 1;
      void thread.terminate().then(() => resolve({ kind, next, what }));
    };
    const watch = setInterval(() => {
      const sinceMs = Date.now() - Number(Atomics.load(now, 1));
      if (sinceMs > HANG_MS + GRACE_MS) end('hang', `no end after ${sinceMs} ms`);
    }, 250);
    thread.on(
      'message',
      (/** @type {{ inputs: number, slowestMs: number, failures: Failure[], isDone: boolean }} */ batch) => {
        found.inputs += batch.inputs;
        found.untyped += batch.failures.length;
        found.slowestMs = Math.max(found.slowestMs, batch.slowestMs);
        found.failures.push(...batch.failures);
        if (found.inputs % 20_000 < BATCH)
          report(`${target}: ${found.inputs} inputs, ${found.failures.length} failures`);
        if (batch.isDone) end('done', '');
      },
    );
    thread.on('error', (error) => end('crash', String(error)));
  });
}
