/**
 * Compiles our WebAssembly kernels (src/compute/simd/assembly, AssemblyScript) while Vite or Vitest loads them:
 *
 *   import base64 from 'virtual:simd-kernels/relaxed'
 *
 * One source gives two modules: `plain` runs wherever WebAssembly SIMD does, `relaxed` uses fused multiply-add.
 */
import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = join(root, 'src/compute/simd/assembly');
const ENTRY = 'src/compute/simd/assembly/kernels.ts';
const MODULE = /^\0?virtual:simd-kernels\/(plain|relaxed)$/;

/** @returns {import('vite').Plugin} */
export function simdKernels() {
  return {
    name: 'mien-simd-kernels',
    enforce: 'pre',
    resolveId: (id) => (MODULE.test(id) ? `\0${id}` : undefined),
    async load(id) {
      const flavour = MODULE.exec(id)?.[1];
      if (!flavour) return undefined;
      for (const source of readdirSync(SOURCES)) this.addWatchFile(join(SOURCES, source));
      const bytes = await compileOnce(flavour);
      return { code: `export default ${JSON.stringify(bytes.toString('base64'))};`, map: null };
    },
  };
}

/** @type {Map<string, Promise<Buffer>>} */
const compiled = new Map();

/**
 * Every worker is bundled for itself; what did not change is not compiled again for each.
 *
 * @param {string} flavour
 */
function compileOnce(flavour) {
  const times = readdirSync(SOURCES).map((source) => statSync(join(SOURCES, source)).mtimeMs);
  const key = [flavour, ...times].join(' ');
  const bytes = compiled.get(key) ?? compile(flavour === 'relaxed');
  compiled.set(key, bytes);
  return bytes;
}

/**
 * @param {boolean} isRelaxed
 * @returns {Promise<Buffer>}
 * @throws Error with what the compiler said
 */
async function compile(isRelaxed) {
  /** @type {Map<string, string | Uint8Array>} */
  const written = new Map();
  const options = ['--outFile', 'kernels.wasm', '--textFile', 'kernels.wat', '--baseDir', root];
  // Memory is tfjs' own heap. Without a runtime and without static data nothing of the module lies in it.
  options.push('--importMemory', '--noExportMemory', '--runtime', 'stub', '--use', 'abort=');
  options.push('-O3', '--noAssert', '--disableWarning', '112', '--enable', 'simd');
  if (isRelaxed) options.push('--enable', 'relaxed-simd');
  const { error, stderr } = await main([ENTRY, ...options], {
    writeFile: (name, contents) => void written.set(name, contents),
    readFile: (name, baseDir) => readFile(resolve(baseDir, name), 'utf8').catch(() => null),
  });
  const bytes = written.get('kernels.wasm');
  if (error || !(bytes instanceof Uint8Array)) throw new Error(`${ENTRY}: ${error?.message}\n${stderr}`);
  if (/\(data /.test(String(written.get('kernels.wat'))))
    throw new Error(`${ENTRY} has static data, which would be written over the heap of tfjs.`);
  return Buffer.from(bytes);
}
