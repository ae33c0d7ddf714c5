// One thread of attacks. It says which seed it is at before it starts it: whoever watches knows what hung.
import { parentPort, workerData } from 'node:worker_threads';
import { attack, TARGETS } from '../../test/data/fuzz/targets';

interface Work {
  readonly target: string;
  readonly seed: number;
  readonly until: number;
  readonly endMs: number;
  readonly batch: number;
  readonly now: BigInt64Array;
}

const { target: name, seed: first, until, endMs, batch, now } = workerData as Work; // what run-fuzz.mjs sends
const target = TARGETS[name];
if (!target) throw new Error(`There is no target ${name}; there are ${Object.keys(TARGETS).join(', ')}.`);

let failures: { seed: number; what: string }[] = [];
let inputs = 0;
let slowestMs = 0;

function tell(isDone: boolean): void {
  parentPort?.postMessage({ inputs, slowestMs, failures, isDone });
  [inputs, slowestMs, failures] = [0, 0, []];
}

for (let seed = first; seed < until && Date.now() < endMs; seed += 1) {
  const start = Date.now();
  Atomics.store(now, 0, BigInt(seed));
  Atomics.store(now, 1, BigInt(start));
  const what = await attack(target, seed);
  slowestMs = Math.max(slowestMs, Date.now() - start);
  if (what !== undefined) failures.push({ seed, what });
  inputs += 1;
  if (inputs === batch) tell(false);
}
tell(true);
