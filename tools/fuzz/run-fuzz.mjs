/** Runs attacks in a thread of their own, which is ended and replaced when an input takes too long or kills it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';

const HANG_MS = 2000; // of the processor's time
const STALL_MS = 60_000; // by the wall clock: one that waits for what never comes takes no processor
const START_MS = 60_000; // starting takes its time
const BATCH = 200; // inputs between two reports

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
  const found = nothing();
  /** @type {Failure[]} */
  const slow = [];
  try {
    const script = await bundled(folder);
    let seed = from;
    while (seed < from + inputs && Date.now() < endMs) {
      const ended = await runThread({
        script,
        target,
        seed,
        until: from + inputs,
        endMs,
        found,
        slow,
        report,
      });
      seed = ended.next;
      if (ended.kind === 'done') break;
      if (ended.kind === 'hang') slow.push({ seed: seed - 1, what: ended.what });
      else {
        found.crashes += 1;
        found.failures.push({ seed: seed - 1, what: ended.what });
      }
    }
    found.inputs = seed - from;
    // Each once more by itself: what else the process had to do, it was not the input's.
    for (const once of slow) {
      /** @type {Failure[]} */
      const again = [];
      const alone = { script, target, seed: once.seed, until: once.seed + 1, endMs: Infinity, slow: again };
      const ended = await runThread({ ...alone, found: nothing(), report: () => undefined });
      if (ended.kind === 'done' && again.length === 0) continue;
      found.hangs += 1;
      found.failures.push(once);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  found.seconds = (Date.now() - startMs) / 1000;
  return found;
}

/** @returns {Found} */
function nothing() {
  return { inputs: 0, crashes: 0, hangs: 0, untyped: 0, slowestMs: 0, seconds: 0, failures: [] };
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
 * @param {{ script: URL, target: string, seed: number, until: number, endMs: number, found: Found, slow: Failure[], report: (line: string) => void }} run
 *   slow: gets what ended, and took longer than HANG_MS
 * @returns {Promise<{ kind: 'done' | 'hang' | 'crash', next: number, what: string }>}
 */
function runThread({ script, target, seed, until, endMs, found, slow, report }) {
  const now = new BigInt64Array(new SharedArrayBuffer(24)); // as the thread has it
  now[0] = BigInt(seed);
  now[1] = BigInt(Math.round(processorMs() + START_MS));
  now[2] = BigInt(Date.now() + START_MS);
  const workerData = { target, seed, until, endMs, batch: BATCH, hangMs: HANG_MS, now };
  const thread = new Worker(script, { workerData });
  return new Promise((resolve) => {
    /** @param {'done' | 'hang' | 'crash'} kind @param {string} what */
    const end = (kind, what) => {
      clearInterval(watch);
      const next = Number(Atomics.load(now, 0)) + 1;
      void thread.terminate().then(() => resolve({ kind, next, what }));
    };
    const watch = setInterval(() => {
      const tookMs = processorMs() - Number(Atomics.load(now, 1));
      const sinceMs = Date.now() - Number(Atomics.load(now, 2));
      if (tookMs > HANG_MS) end('hang', `no end after ${Math.round(tookMs)} ms of the processor`);
      else if (sinceMs > STALL_MS) end('hang', `no end after ${sinceMs} ms`);
    }, 250);
    thread.on(
      'message',
      (
        /** @type {{ inputs: number, slowest: { seed: number, ms: number }, failures: Failure[], isDone: boolean }} */ batch,
      ) => {
        found.inputs += batch.inputs;
        found.untyped += batch.failures.length;
        found.slowestMs = Math.max(found.slowestMs, batch.slowest.ms);
        found.failures.push(...batch.failures);
        if (batch.slowest.ms > HANG_MS)
          slow.push({
            seed: batch.slowest.seed,
            what: `${Math.round(batch.slowest.ms)} ms of the processor`,
          });
        if (found.inputs % 20_000 < batch.inputs)
          report(`${target}: ${found.inputs} inputs, ${found.failures.length} failures`);
        if (batch.isDone) end('done', '');
      },
    );
    thread.on('error', (error) => end('crash', String(error)));
  });
}

/** What the processor spent on this process: it attacks in one thread and waits in the other. */
function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
