import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../edge-agent/main.ts', import.meta.url));

export interface AgentProcess {
  readonly child: ChildProcess;
  readonly auth: { readonly port: number };
  readonly acct: { readonly port: number };
  readonly startMs: number;
  /** Resolves with the exit code, null after a kill. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** What an agent that did not start left behind. */
export interface FailedStart {
  readonly code: number | null;
  readonly stderr: string;
}

/** Starts `edge-agent/main.ts` as `npm run agent` does; resolves when it says that it is ready, or has ended. */
export async function startAgentProcess(args: readonly string[]): Promise<AgentProcess | FailedStart> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let stderr = '';
  const ready = new Promise<AgentProcess>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      stderr += `${line}\n`;
      if (!line.includes('"message":"ready"')) return;
      const { auth, acct, startMs } = JSON.parse(line) as Pick<AgentProcess, 'auth' | 'acct' | 'startMs'>;
      resolve({
        child,
        auth,
        acct,
        startMs,
        async end(signal) {
          child.kill(signal);
          const [code] = await exited;
          return code;
        },
      });
    });
  });
  return Promise.race([ready, exited.then(([code]) => ({ code, stderr }))]);
}

export function running(started: AgentProcess | FailedStart): AgentProcess {
  if ('stderr' in started) throw new Error(`the agent did not start: ${started.stderr}`);
  return started;
}
