import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** In a process of its own, since the year takes the clock of its process over. */
function live(...args: readonly string[]): Promise<{ readonly code: number; readonly told: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; told: string }>();
  const main = join(import.meta.dirname, 'main.ts');
  execFile(process.execPath, [main, ...args], (error, out, err) => {
    resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, told: out + err });
  });
  return promise;
}

test('the first sixty days of ten subscribers are lived through, hold, and come out as they are kept', async () => {
  const { code, told } = await live('--subscribers', '10', '--days', '60');
  expect(told).toContain('It is the year that is kept.');
  expect(code).toBe(0);
}, 120_000);
