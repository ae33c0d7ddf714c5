/** Everything that must hold before a change lands, in the order in which failures are cheapest. */
import { spawnSync } from 'node:child_process';

/** @type {[name: string, command: string, args: string[]][]} */
const steps = [
  ['types', 'tsc', ['--build']],
  ['lint', 'oxlint', ['--deny-warnings']],
  ['format', 'prettier', ['--check', '.']],
  ['build', 'vite', ['build', '--logLevel', 'warn']],
  ['tests', 'vitest', ['run']],
];

const isWindows = process.platform === 'win32';
for (const [name, command, args] of steps) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const program = isWindows ? `node_modules\\.bin\\${command}.cmd` : `node_modules/.bin/${command}`;
  const { status } = spawnSync(program, args, { stdio: 'inherit', shell: isWindows });
  console.log(
    `== ${name}: ${status === 0 ? 'ok' : 'failed'} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  if (status !== 0) process.exit(status ?? 1);
}
