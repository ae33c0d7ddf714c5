/** Heavy, and only the bench's: its packages have a lock of their own. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const STAMP = 'bench/node_modules/.mien-bench';

/** Does nothing when the lock is the one that was installed. */
export function installContenders() {
  const lock = createHash('sha256').update(readFileSync('bench/package-lock.json')).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === lock) return;
  console.log('Installing what Mien is compared with …');
  const isWindows = process.platform === 'win32';
  const options = ['--prefix', 'bench', '--ignore-scripts', '--loglevel=error'];
  execFileSync(isWindows ? 'npm.cmd' : 'npm', ['ci', ...options], { stdio: 'inherit', shell: isWindows });
  writeFileSync(STAMP, lock);
}
