import { defineConfig } from 'vitest/config';
import { longestFirst } from './vitest.order.ts';

/** Of more than a minute and a half each; what makes them long stands in files beside them. */
const long = /\/(network|settings|bulk|portal|sale)\.test\.ts$/;

/** People's apps in Debian's Chromium, on a stack of their own. A missing browser fails. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    allowOnly: false,
    sequence: { sequencer: longestFirst(long) },
    maxWorkers: 3,
  },
});
