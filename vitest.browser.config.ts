import { defineConfig } from 'vitest/config';

/** People's apps in Debian's Chromium, on a stack of their own. A missing browser fails. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    allowOnly: false,
    maxWorkers: 3,
  },
});
