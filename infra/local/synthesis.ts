import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from './data-folder.ts';
import { StartError } from './start-error.ts';

/** All that the assembly is made from. */
const sources = [
  'functions',
  'statemachines',
  'infra/app.ts',
  'infra/stacks',
  'infra/constructs',
  'infra/web/page-of-path.js',
  'cdk.json',
  'package-lock.json',
];

const digestFile = '.sources-digest';
const waitMilliseconds = 200;

/**
 * The cloud assembly of the checkout in `root`: synthesized anew when its sources have changed since. Several stacks
 * may start from one checkout; one synthesizes, the others wait for it.
 */
export async function synthesize(root: string, say: (what: string) => void): Promise<string> {
  const assembly = join(root, 'cdk.out');
  const digest = digestOf(root, sources);
  if (isCurrent(assembly, digest)) return assembly;
  mkdirSync(assembly, { recursive: true });
  for (;;) {
    const lock = takeLock(join(assembly, '.synthesis-lock'));
    if (lock !== undefined) {
      try {
        if (!isCurrent(assembly, digest)) {
          say('The CDK app has changed: synthesizing …');
          rmSync(join(assembly, digestFile), { force: true });
          await runProgram(
            root,
            ['infra/app.ts'],
            'the CDK app cannot be synthesized; run `npm run synth` to see why',
          );
          writeFileSync(join(assembly, digestFile), digest);
        }
        return assembly;
      } finally {
        lock.release();
      }
    }
    await new Promise((resolve) => setTimeout(resolve, waitMilliseconds));
  }
}

function isCurrent(assembly: string, digest: string): boolean {
  const file = join(assembly, digestFile);
  return (
    existsSync(join(assembly, 'manifest.json')) &&
    existsSync(file) &&
    readFileSync(file, 'utf8').trim() === digest
  );
}

/** Of the names and the contents of files and folders below `root`. */
export function digestOf(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) add(join(path, name));
    } else {
      hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
    }
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

/** Runs a program of the checkout to its end; where that is a bad one, `complaint` and its last words are the error. */
export function runProgram(root: string, program: readonly string[], complaint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, program, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    const hear = (chunk: Buffer): void => {
      words = (words + chunk.toString('utf8')).slice(-4000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new StartError(`${complaint}:\n${words}`));
    });
  });
}
