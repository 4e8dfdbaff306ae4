import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/peers/**', 'test/kill/**', 'test/browser/**'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
    // Two cores: more files at once only make each other's real sockets and processes late.
    maxWorkers: 2,
  },
});
