import { defineConfig } from 'vitest/config';

/**
 * Tests against programs of others, such as Debian's FreeRADIUS and python3-librouteros. They fail where such a program is
 * missing.
 */
export default defineConfig({
  test: {
    include: ['test/peers/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
    maxWorkers: 2,
  },
});
