import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_FLAGS, findChromium } from './tools/chromium.mjs';
import { writeFaceModel } from './tools/face-model.mjs';
import { simdKernels } from './tools/simd-kernels.mjs';

// Here, because Vite lists public/ before any set-up hook runs.
writeFaceModel();

export const BROWSER_PACKAGES = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients',
  '@tensorflow/tfjs-core/dist/io/browser_files',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  '@mediapipe/tasks-vision',
  '@zip.js/zip.js',
  'axe-core',
  'chart.js',
  'client-zip',
  'i18next',
  'idb',
  'mediabunny',
  'modern-tar',
  'pako',
  'react',
  ...['Button', 'I18nProvider', 'Input', 'Label', 'NumberField', 'ProgressBar', 'RadioGroup', 'Text'].map(
    (part) => `react-aria-components/${part}`,
  ),
  'react-dom/client',
  'react-i18next',
  'react/jsx-dev-runtime',
  'valibot',
  'wouter',
  'wouter/use-hash-location',
  'zustand',
  'zustand/vanilla',
];

/** How browser tests run, for vitest.long.config.ts too. */
export const CHROMIUM = {
  // One file at a time: two cores, and the software GPU adapter uses both.
  fileParallelism: false,
  browser: {
    enabled: true,
    headless: true,
    screenshotFailures: false,
    provider: playwright({
      launchOptions: { executablePath: findChromium() ?? '', args: CHROMIUM_FLAGS },
    }),
    instances: [{ browser: 'chromium' as const }],
  },
};

// Three kinds of test, told apart by file name (docs: ARCHITECTURE.md, "Tests"):
//   *.test.ts          Node: pure logic
//   *.browser.test.ts  real Chromium: IndexedDB, workers, WebGPU on the software adapter, pages
//   e2e/*.e2e.ts       Node driving Chromium over the built app
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [simdKernels()],
        test: {
          name: 'node',
          // For a busy machine: drawing a clip takes seconds there.
          testTimeout: 30_000,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.browser.test.ts', 'test/**/*.long.test.ts'],
        },
      },
      {
        plugins: [simdKernels()],
        // Everything a test may import: a package found late makes Vite reload the page in the middle of a test.
        optimizeDeps: { include: BROWSER_PACKAGES },
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.{ts,tsx}'],
          testTimeout: 120_000,
          ...CHROMIUM,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.ts'],
          testTimeout: 600_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
