import { readFileSync } from 'node:fs';

/** One life of a process: its id alone may belong to another by the time somebody asks. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** When the process started, in the kernel's words; undefined when there is none, or no way to know. */
function startTime(pid: number): string | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name stands in parentheses and may hold anything; field 22 is counted from after it.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startedAt: startTime(pid) ?? '' };
}

export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  return startedAt !== '' && startTime(pid) === startedAt;
}

/** Asks the process to end, and ends it after `patience` milliseconds. Never touches another that got its id. */
export async function end(identity: ProcessIdentity, patience: number): Promise<void> {
  const until = performance.now() + patience;
  let signal: NodeJS.Signals | undefined = 'SIGTERM';
  while (isAlive(identity)) {
    if (performance.now() > until) signal = 'SIGKILL';
    if (signal !== undefined) kill(identity.pid, signal);
    signal = undefined;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
