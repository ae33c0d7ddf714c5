// One thread of attacks. It says which seed it is at before it starts it: whoever watches knows what hung.
import { parentPort, workerData } from 'node:worker_threads';
import { attack, TARGETS } from '../../test/data/fuzz/targets';

interface Work {
  readonly target: string;
  readonly seed: number;
  readonly until: number;
  readonly endMs: number;
  readonly batch: number;
  readonly hangMs: number;
  readonly now: BigInt64Array; // the seed under way, and since when: processor ms, wall clock ms
}

const { target: name, seed: first, until, endMs, batch, hangMs, now } = workerData as Work; // what run-fuzz.mjs sends
const target = TARGETS[name];
if (!target) throw new Error(`There is no target ${name}; there are ${Object.keys(TARGETS).join(', ')}.`);

let failures: { seed: number; what: string }[] = [];
let inputs = 0;
let slowest = { seed: first, ms: 0 };

function tell(isDone: boolean): void {
  parentPort?.postMessage({ inputs, slowest, failures, isDone });
  [inputs, slowest, failures] = [0, { seed: first, ms: 0 }, []];
}

/** What the processor spent on this process, in which one thread attacks and the other waits: a busy machine adds nothing. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

for (let seed = first; seed < until && Date.now() < endMs; seed += 1) {
  const startMs = processorMs();
  Atomics.store(now, 0, BigInt(seed));
  Atomics.store(now, 1, BigInt(Math.round(startMs)));
  Atomics.store(now, 2, BigInt(Date.now()));
  const what = await attack(target, seed);
  const ms = processorMs() - startMs;
  if (ms > slowest.ms) slowest = { seed, ms };
  if (what !== undefined) failures.push({ seed, what });
  inputs += 1;
  // At once where there is something to say: the next input may be the thread's last.
  if (inputs === batch || what !== undefined || ms > hangMs) tell(false);
}
tell(true);
