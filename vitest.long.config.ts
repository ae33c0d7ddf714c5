import { defineConfig } from 'vitest/config';
import { simdKernels } from './tools/simd-kernels.mjs';
import { BROWSER_PACKAGES, CHROMIUM } from './vitest.config';

const LONG = { testTimeout: 1_500_000, hookTimeout: 300_000 };

// Ten minutes each, so not within CI's half hour: `MIEN_LONG=all npm run test:long` runs them too.
const LONGEST =
  process.env['MIEN_LONG'] === 'all'
    ? []
    : ['test/e2e/kills.long.test.ts', 'test/train/resumed-run.long.test.ts'];

// After `npm test`: everything that takes minutes, and the real dataset through MIEN_DATA. Skips by name without it.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.long.test.ts'],
          exclude: ['test/**/*.browser.long.test.ts', ...LONGEST],
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
