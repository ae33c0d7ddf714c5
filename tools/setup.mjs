/**
 * Makes a fresh machine ready: packages, and with --browser a Chromium to test with.
 *
 *   node tools/setup.mjs --only serve   what building and serving needs
 *   node tools/setup.mjs --browser      everything, and a browser
 *
 * npm's own pre-scripts would be the usual place, but .npmrc sets ignore-scripts (no package may run code at
 * install time), and that switches them off too.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isNodeSupported, NODE_RANGE } from './node-version.mjs';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const STAMP = 'node_modules/.mien-setup';
const onlyServe = process.argv.includes('serve');

if (!isNodeSupported(process.versions.node)) {
  console.error(
    `Mien needs Node.js 20.19 or 22.12, or newer (${NODE_RANGE}); this is ${process.versions.node}.`,
  );
  process.exit(1);
}

const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const installed = existsSync(STAMP) ? readFileSync(STAMP, 'utf8').trim() : '';
const complete = `${lock} all`;
const serving = `${lock} serve`;

if (installed !== complete && !(onlyServe && installed === serving)) {
  console.log('Installing packages …');
  // What someone installed whole stays whole.
  const omitsDev = onlyServe && (!existsSync('node_modules') || installed.endsWith(' serve'));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(npm, ['ci', ...(omitsDev ? ['--omit=dev'] : []), '--loglevel=error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  writeFileSync(STAMP, omitsDev ? serving : complete);
}

if (process.argv.includes('--browser')) {
  const { ensureChromium } = await import('./chromium.mjs');
  console.log(`Browser for tests: ${ensureChromium()}`);
}
