import { defineConfig } from 'vitest/config';

/** The long tests that kill the whole stack, again and again. */
export default defineConfig({
  test: {
    include: ['test/kill/**/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 120_000,
    allowOnly: false,
    maxWorkers: 2,
  },
});
