import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const patienceMs = 5_000;

/** Asks the process to end and waits for it; one that does not want to (FreeRADIUS now and then spins instead) is killed. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const killed = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(killed);
}
