import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ApiClient, readEndpoints } from './client.ts';
import { freePort } from './free-port.ts';

const root = join(import.meta.dirname, '..');

export interface RunningStack {
  readonly api: ApiClient;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** Orderly stop; removes the data folder if `startStack` made it. */
  stop(): Promise<void>;
  /** SIGKILL, as by a power cut. The data folder stays. */
  kill(): Promise<void>;
}

export interface StackOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly flags?: readonly string[];
  readonly onLine?: (line: string) => void;
}

/** Starts `npm start`'s very program as a process of its own and waits for its `ready` line. */
export async function startStack(options: StackOptions = {}): Promise<RunningStack> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'throughline-'));
  const port = options.port ?? (await freePort());
  const child = spawn(
    process.execPath,
    [join(root, 'infra/local/main.ts'), '--data', dataDir, '--port', String(port), ...(options.flags ?? [])],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit');
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line);
    if (errors.length > 50) errors.shift();
  });
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      options.onLine?.(line);
      if (line.startsWith('ready ')) resolve();
    });
    void exited.then(() => reject(new Error(`the stack ended before it was ready:\n${errors.join('\n')}`)));
  });
  return {
    api: new ApiClient(readEndpoints(dataDir)),
    dataDir,
    process: child,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
