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
  const digest = digestOf(root);
  if (isCurrent(assembly, digest)) return assembly;
  mkdirSync(assembly, { recursive: true });
  for (;;) {
    const lock = takeLock(join(assembly, '.synthesis-lock'));
    if (lock !== undefined) {
      try {
        if (!isCurrent(assembly, digest)) {
          say('The CDK app has changed: synthesizing …');
          rmSync(join(assembly, digestFile), { force: true });
          await runApp(root);
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

function digestOf(root: string): string {
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
  for (const source of sources) add(source);
  return hash.digest('hex');
}

function runApp(root: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['infra/app.ts'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    const hear = (chunk: Buffer): void => {
      words = (words + chunk.toString('utf8')).slice(-4000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new StartError(`the CDK app cannot be synthesized; run \`npm run synth\` to see why:\n${words}`),
        );
    });
  });
}
