import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { newMessageId } from '../../../edge-agent/message-ids.ts';
import type { DesiredMessage, NodeConfiguration } from '../../../functions/contracts/edge/messages.ts';
import { createTestSite, siteId, type TestSite } from '../../edge-agent/support/site.ts';

const main = join(import.meta.dirname, '..', '..', '..', 'edge-agent', 'main.ts');

/** One agent as a process of its own, a broker, and a cloud that counts. */
export interface SiteUnderLoad {
  readonly site: TestSite;
  readonly agent: { readonly auth: { readonly port: number }; readonly acct: { readonly port: number } };
  configure(nodes: readonly object[]): Promise<void>;
  /** Milliseconds from each message to the report on it. Throws when one does not say that it is applied. */
  apply(messages: readonly DesiredMessage[], underWay: number): Promise<number[]>;
  /** Resident memory of the agent in MB, after a full collection of garbage. */
  memoryMb(): Promise<number>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  readonly auth: { readonly port: number };
  readonly acct: { readonly port: number };
  readonly inspector: string;
}

async function start(configFile: string): Promise<Running> {
  const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', main, '--config', configFile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let inspector = '';
  for await (const line of createInterface({ input: child.stderr })) {
    inspector = /ws:\/\/\S+/.exec(line)?.[0] ?? inspector;
    if (line.includes('"message":"ready"')) {
      child.stderr.resume();
      return { child, inspector, ...(JSON.parse(line) as Pick<Running, 'auth' | 'acct'>) };
    }
  }
  throw new Error('the agent did not start');
}

async function end({ child }: Running): Promise<void> {
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
}

async function collectGarbage({ inspector }: Running): Promise<void> {
  const socket = new WebSocket(inspector);
  await once(socket, 'open');
  for (const id of [1, 2]) {
    socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
    await once(socket, 'message');
  }
  socket.close();
}

function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}

export async function siteUnderLoad(): Promise<SiteUnderLoad> {
  const site = await createTestSite();
  const { cloud } = site;
  const file = site.configFile({
    concurrency: 64,
    resendAfterMs: 60_000,
    coaTimeoutMs: 1500,
    coaAttempts: 3,
  });
  let running = await start(file);
  let revision = 0;
  await cloud.until(() => cloud.digests.length > 0, 'digests on connect');

  async function configure(nodes: readonly object[]): Promise<void> {
    revision++;
    cloud.send('configuration', {
      messageId: newMessageId(),
      siteId,
      revision,
      issuedAt: new Date().toISOString(),
      nodes: nodes as NodeConfiguration[],
    });
    await cloud.until(
      () => cloud.digests.some((one) => one.configurationRevision === revision),
      'configuration',
    );
  }

  async function apply(messages: readonly DesiredMessage[], underWay: number): Promise<number[]> {
    const sentAt = new Map<string, number>();
    const took: number[] = [];
    let read = cloud.reports.length;
    let next = 0;
    while (took.length < messages.length) {
      for (; next < messages.length && next - took.length < underWay; next++) {
        const message = messages[next]!;
        sentAt.set(message.messageId, performance.now());
        cloud.send('desired', message);
      }
      await cloud.until(() => cloud.reports.length > read, 'a report', 60_000);
      for (; read < cloud.reports.length; read++) {
        const { inReplyTo = '', observed } = cloud.reports[read]!;
        const from = sentAt.get(inReplyTo);
        if (from === undefined) continue;
        if (observed.outcome !== 'applied') throw new Error(`${observed.outcome}: ${observed.reason}`);
        took.push(performance.now() - from);
        sentAt.delete(inReplyTo);
      }
    }
    return took;
  }

  return {
    site,
    get agent() {
      return running;
    },
    configure,
    apply,
    async memoryMb() {
      await collectGarbage(running);
      return residentMb(running.child.pid ?? 0);
    },
    async restart() {
      await end(running);
      running = await start(file);
    },
    async close() {
      await end(running);
      await site.close();
    },
  };
}
