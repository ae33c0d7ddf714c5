/** Everything that must hold before a change lands, in the order in which failures are cheapest. */
import { spawnSync } from 'node:child_process';

const steps = [
  ['types', 'tsc', ['--build']],
  ['lint', 'oxlint', ['--deny-warnings']],
  ['format', 'prettier', ['--check', '.']],
  ['build', 'vite', ['build', '--logLevel', 'warn']],
  ['tests', 'vitest', ['run']],
];

const bin = process.platform === 'win32' ? (name) => `node_modules\\.bin\\${name}.cmd` : (name) => `node_modules/.bin/${name}`;
for (const [name, command, args] of steps) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const { status } = spawnSync(bin(command), args, { stdio: 'inherit', shell: process.platform === 'win32' });
  console.log(`== ${name}: ${status === 0 ? 'ok' : 'failed'} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  if (status !== 0) process.exit(status ?? 1);
}
