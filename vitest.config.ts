import { defineConfig } from 'vitest/config';
import { longestFirst } from './vitest.order.ts';

/** What lives through months or runs a whole stack. */
const long = /^test\/(e2e|loop|stories|year)\/|\/thousand-lives\.test\.ts$/;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/peers/**', 'test/kill/**', 'test/browser/**'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
    sequence: { sequencer: longestFirst(long) },
    // Two cores: more files at once only make each other's real sockets and processes late.
    maxWorkers: 2,
  },
});
