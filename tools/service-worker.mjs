/**
 * Builds `workers/service-worker.ts` to `sw.js` beside the page, and writes into it which files the page is made of.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'sw.js';
const PLACE = 'THIS_BUILD';
const ENTRY = resolve(dirname(fileURLToPath(import.meta.url)), '../workers/service-worker.ts');
/** The bench measures; it is no part of the way. The headers are for the host. */
const NOT_KEPT = /^(sw\.js|_headers|bench\/.*|assets\/bench-.*)$/;

/** @returns {import('vite').Plugin} */
export function serviceWorker() {
  return {
    name: 'mien-service-worker',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: ENTRY, fileName: NAME });
    },
    // Only now is everything in its place, what is copied from public/ too.
    writeBundle({ dir = 'dist' }) {
      const file = join(dir, NAME);
      const code = readFileSync(file, 'utf8');
      const [before, after, ...more] = code.split(PLACE);
      if (after === undefined || more.length > 0) throw new Error(`${NAME} does not name ${PLACE} once`);
      writeFileSync(file, `${before}${JSON.stringify(buildIn(dir))}${after}`);
    },
  };
}

/**
 * What the service worker is to keep of a built page.
 *
 * @param {string} folder
 * @returns {import('../src/offline/kept-page').Build}
 */
export function buildIn(folder) {
  const paths = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !NOT_KEPT.test(path))
    .toSorted();
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${path}\n`).update(readFileSync(join(folder, path)));
  return {
    version: hash.digest('hex').slice(0, 16),
    paths: paths.map((path) => (path === 'index.html' ? './' : path)),
  };
}
