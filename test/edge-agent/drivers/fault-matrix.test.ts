import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { driverNames } from '../../../edge-agent/reconcile/site-nodes.ts';
import { cellName, faults } from './faults.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** All tests of this folder, as vitest itself collects them. */
function collected(): readonly { readonly name: string; readonly file: string }[] {
  const listed = execFileSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'list',
      '--staticParse=false',
      '--maxWorkers=1',
      'test/edge-agent/drivers',
      '--exclude',
      '**/fault-matrix.test.ts',
      // Last, because it would take what follows for the file to write to.
      '--json',
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(listed);
}

test('every driver has been tried under every fault', { timeout: 120_000 }, () => {
  const tests = collected();
  const isTried = (driver: string, cell: string) =>
    tests.some(({ name, file }) => basename(file) === `${driver}.test.ts` && name.includes(cell));
  const holes = driverNames().flatMap((driver) =>
    faults.filter((fault) => !isTried(driver, cellName(fault))).map((fault) => `${driver} × ${fault}`),
  );
  expect(holes).toEqual([]);
});
