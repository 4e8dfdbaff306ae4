import { defineConfig } from 'vitest/config';

/** People's apps in Debian's Chromium, on a stack of their own. A missing browser fails. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    allowOnly: false,
    maxWorkers: 3,
  },
});
