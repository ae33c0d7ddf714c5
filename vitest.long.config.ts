import { defineConfig } from 'vitest/config';

// After `npm test`: everything that takes minutes, and the real dataset through MIEN_DATA. Skips by name without it.
export default defineConfig({
  test: {
    include: ['test/**/*.long.test.ts'],
    testTimeout: 1_500_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
