/** Finds a Chrome or Chromium to test with, or installs one. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const WINDOWS = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map(
  (folder) => `${process.env[folder]}\\Google\\Chrome\\Application\\chrome.exe`,
);

/** @returns {string | undefined} path of a browser on this machine */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const onPath = (process.env.PATH ?? '')
    .split(process.platform === 'win32' ? ';' : ':')
    .flatMap((folder) => NAMES.map((name) => `${folder}/${name}`));
  return [...onPath, ...MAC, ...WINDOWS, chromium.executablePath()].find((path) => existsSync(path));
}

/** @returns {string} path of a browser; installs one when there is none */
export function ensureChromium() {
  return findChromium() ?? installChromium();
}

function installChromium() {
  const isRoot = process.getuid?.() === 0;
  /** @param {string} command @param {string[]} args */
  const run = (command, args) => execFileSync(command, args, { stdio: 'inherit' });
  console.log('No Chrome or Chromium found: installing one.');
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    run('apt-get', ['update', '-q']);
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium']);
  } else {
    run(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium']);
    // The libraries it needs are the system's: installing them takes root, which we do not have or ask for.
    if (process.platform === 'linux')
      console.log(
        'If it does not start, libraries are missing: npx playwright install-deps chromium (as root).',
      );
  }
  const path = findChromium();
  if (!path)
    throw new Error('Chromium was installed but cannot be found. Set CHROMIUM_PATH to a Chrome or Chromium.');
  return path;
}

/** Quiet, and with WebGPU on the software adapter: what every test browser is started with. */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];
