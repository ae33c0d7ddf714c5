/**
 * node bench/bundle.mjs: writes bench/dist/engine.mjs, the whole engine bench for Node in one file, and Dawn beside it.
 * The folder can be carried to another machine as it is; there `node engine.mjs` needs nothing else.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { installContenders } from './install.mjs';
import { simdKernels } from '../tools/simd-kernels.mjs';

const FOLDER = 'bench/dist';

/** @returns {Promise<string>} path of the bundle */
export async function buildEngineBundle() {
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [simdKernels()],
    ssr: { noExternal: true },
    build: {
      ssr: 'bench/node/main.ts',
      outDir: FOLDER,
      emptyOutDir: true,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'engine.mjs', codeSplitting: false } },
    },
  });
  mkdirSync(FOLDER, { recursive: true });
  const platform = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
  copyFileSync(join('bench/node_modules/webgpu/dist', platform, 'dawn.node'), join(FOLDER, 'dawn.node'));
  copyFileSync('bench/torch_step.py', join(FOLDER, 'torch_step.py'));
  return join(FOLDER, 'engine.mjs');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installContenders();
  console.log(await buildEngineBundle());
}
