import { DeviceError } from '../device-error.ts';
import { tapOn } from '../dialogue.ts';
import { turns } from '../turns.ts';
import type { CliDialect } from './cli-dialect.ts';
import { type CliLogin, type CliPatience, type CliSession, openCliSession } from './cli-session.ts';
import type { SshAddress } from './shell.ts';

export interface CliTarget extends CliPatience {
  readonly address: SshAddress;
  readonly login: CliLogin;
  readonly dialect: CliDialect;
  /** Terminals at the same time: devices have a handful for everybody. */
  readonly sessions: number;
  /** Unused for so long, a terminal is given back. */
  readonly idleMs: number;
  /** After a login that failed, none is tried for so long: devices lock accounts. */
  readonly pauseMs: number;
}

/** The command line of a device, over as many terminals as it may have. Whatever goes wrong ends as a DeviceError. */
export interface Cli {
  /** What a command that changes nothing prints. A terminal that was dead already is replaced once. */
  read(command: string): Promise<string>;
  /** Several commands in one terminal, sent once each. When it fails as `silent`, read before you try again. */
  run(commands: readonly string[]): Promise<readonly string[]>;
  close(): void;
}

export function createCli(target: CliTarget): Cli {
  const turn = turns(target.sessions);
  const tap = tapOn('cli', target.address.host, target.address.port);
  const idle = new Map<CliSession, NodeJS.Timeout>();
  const open = new Set<CliSession>();
  let failure: { readonly error: DeviceError; readonly until: number } | undefined;
  let closed = false;

  /** The session that was used last, since it is the likeliest to live. */
  function takeIdle(): CliSession | undefined {
    for (const [session, timer] of [...idle].reverse()) {
      clearTimeout(timer);
      idle.delete(session);
      if (!session.isOver) return session;
    }
    return undefined;
  }

  async function begin(): Promise<CliSession> {
    if (closed) throw new DeviceError('silent', 'the node is no longer in use');
    if (failure !== undefined && performance.now() < failure.until) throw failure.error;
    try {
      const session = await openCliSession(target.address, target.login, target.dialect, target, tap);
      failure = undefined;
      open.add(session);
      return session;
    } catch (error) {
      if (error instanceof DeviceError) failure = { error, until: performance.now() + target.pauseMs };
      throw error;
    }
  }

  function giveBack(session: CliSession): void {
    if (session.isOver || closed) {
      open.delete(session);
      session.end('the agent closed the line');
      return;
    }
    const timer = setTimeout(() => {
      idle.delete(session);
      open.delete(session);
      session.end('the line was not used any more');
    }, target.idleMs);
    timer.unref();
    idle.set(session, timer);
  }

  async function inSession(session: CliSession, commands: readonly string[]): Promise<readonly string[]> {
    try {
      return await session.run(commands);
    } finally {
      giveBack(session);
    }
  }

  return {
    read: (command) =>
      turn(async () => {
        const used = takeIdle();
        if (used !== undefined) {
          try {
            return (await inSession(used, [command])).join('\n');
          } catch (error) {
            if (!(error instanceof DeviceError) || error.failure !== 'silent') throw error;
          }
        }
        return (await inSession(await begin(), [command])).join('\n');
      }),
    run: (commands) => turn(async () => inSession(takeIdle() ?? (await begin()), commands)),
    close() {
      closed = true;
      for (const timer of idle.values()) clearTimeout(timer);
      idle.clear();
      for (const session of open) session.end('the agent closed the line');
      open.clear();
    },
  };
}
