import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, runProgram } from './synthesis.ts';

/**
 * The apps' files for the checkout in `root`, a folder for each: built anew when their sources have changed since.
 * Several stacks may ask at once: the folder appears whole or not at all.
 */
export async function buildWebFiles(root: string): Promise<string> {
  const cache = join(root, 'node_modules', '.cache', 'web');
  const folder = join(cache, digestOf(root, ['web', 'infra/web/build.ts', 'package-lock.json']));
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const half = mkdtempSync(join(cache, 'half-'));
  try {
    await runProgram(root, ['infra/web/build.ts', half], 'the apps in web/ cannot be built');
    renameSync(half, folder);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    // Another start was first, with the same files.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
