/**
 * Speed counts only beside the tests that hold the plan to its references: gradients as float64 has them, losses as stock
 * tfjs has them, the same bits twice, all in memory poisoned with NaN. The plan's other tests run with `npm test`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TESTS = ['gradients', 'stock-parity', 'repeatable'].map((name) => `test/compute/plan/${name}`);
const CAP_MS = 240_000;

/** @param {(text: string) => void} say */
export async function proveParity(say) {
  const out = join(mkdtempSync(join(tmpdir(), 'mien-bench-')), 'parity.json');
  const startMs = Date.now();
  await runTests(out);
  const seconds = (Date.now() - startMs) / 1000;
  if (!existsSync(out)) return { parity: null, parityReason: `not done within ${CAP_MS / 1000} s` };
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(out, 'utf8'));
  say(`tests of the plan: ${passed} passed, ${failed} failed, ${seconds.toFixed(0)} s`);
  return { parity: failed === 0 && passed > 0, parityTests: { passed, failed, seconds } };
}

/** Each file's tests are named when it is done. @param {string} out */
function runTests(out) {
  const options = [
    'run',
    '--project',
    'browser',
    '--reporter=verbose',
    '--reporter=json',
    `--outputFile=${out}`,
  ];
  const tests = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...options, ...TESTS], {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: CAP_MS,
  });
  return new Promise((resolve) => tests.on('close', resolve));
}
