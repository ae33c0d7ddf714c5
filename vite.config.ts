import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { META_POLICY, SECURITY_HEADERS } from './tools/security-headers.mjs';
import { writeFaceModel } from './tools/face-model.mjs';
import { serviceWorker } from './tools/service-worker.mjs';
import { simdKernels } from './tools/simd-kernels.mjs';

/** The policy as <meta> and as a headers file, for hosts that send no headers of ours. Not in dev: HMR needs inline scripts. */
function securityPolicy(): Plugin {
  return {
    name: 'mien-security-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: META_POLICY },
          injectTo: 'head-prepend',
        },
      ],
    },
    generateBundle() {
      const lines = Object.entries(SECURITY_HEADERS).map(([name, value]) => `  ${name}: ${value}`);
      this.emitFile({ type: 'asset', fileName: '_headers', source: `/*\n${lines.join('\n')}\n` });
    },
  };
}

/** The face detector's weights are made from a package at build time; see tools/face-model.mjs. */
function faceModel(): Plugin {
  // In `config`, because Vite lists public/ before `buildStart`.
  return { name: 'mien-face-model', config: () => void writeFaceModel() };
}

export default defineConfig({
  // Relative, so that dist/ works from a sub-folder of any static server.
  base: './',
  plugins: [react(), faceModel(), simdKernels(), securityPolicy(), serviceWorker()],
  // Workers have plugins of their own.
  worker: { format: 'es', plugins: () => [simdKernels()] },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    // How long plugins took is for whoever works on the build, not for whoever starts the page.
    rollupOptions: { input: ['index.html', 'bench/index.html'], checks: { pluginTimings: false } },
  },
  preview: { headers: SECURITY_HEADERS, port: 4173, strictPort: false, host: '127.0.0.1' },
});
