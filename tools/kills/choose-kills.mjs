/** Which kills a run makes, and whether it made all there are. */
import { runnerImport } from 'vite';
import { CASES } from './cases.mjs';
import { RUN_CASES } from './run-cases.mjs';
import { DEATHS } from './mortal-browser.mjs';

/** @typedef {import('./run-kills.mjs').Kill} Kill */
/** @typedef {import('./kill-runs.mjs').RunKill} RunKill */

/**
 * All cases by all deaths; of fewer, a round over the cases takes each once before any comes a second time, every time by
 * another death.
 *
 * @param {number} take @param {number} seed
 * @returns {(Kill | RunKill)[]}
 */
export function chooseKills(take, seed) {
  const rounds = DEATHS.flatMap((_, round) =>
    [...CASES, ...RUN_CASES].map(({ work, point, hit }, index) => {
      const death = DEATHS[(index + round + seed) % DEATHS.length] ?? 'worker';
      return /** @type {Kill | RunKill} */ ({ work, point, hit, death });
    }),
  );
  return rounds.slice(0, Math.min(take, rounds.length));
}

/** The points of the list in the code that a run did not come to. @param {readonly string[]} reached */
export async function unreachedPoints(reached) {
  const { module } = await runnerImport('./src/storage/failpoints.ts');
  return module.FAILPOINTS.filter((/** @type {string} */ point) => !reached.includes(point));
}
