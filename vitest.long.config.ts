import { defineConfig } from 'vitest/config';
import { simdKernels } from './tools/simd-kernels.mjs';
import { BROWSER_PACKAGES, CHROMIUM } from './vitest.config';

const LONG = { testTimeout: 1_500_000, hookTimeout: 300_000 };

// After `npm test`: everything that takes minutes, and the real dataset through MIEN_DATA. Skips by name without it.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.long.test.ts'],
          exclude: ['test/**/*.browser.long.test.ts'],
          fileParallelism: false,
          ...LONG,
        },
      },
      {
        plugins: [simdKernels()],
        optimizeDeps: { include: BROWSER_PACKAGES },
        test: { name: 'browser', include: ['test/**/*.browser.long.test.ts'], ...CHROMIUM, ...LONG },
      },
    ],
  },
});
