import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { z } from 'zod';
import { createActivity } from '../../../infra/local/activity.ts';
import { openAwsEndpoint } from '../../../infra/local/aws-endpoint.ts';
import { ShiftedClock } from '../../../infra/local/clock.ts';
import { Queues } from '../../../infra/local/engines/queues.ts';
import { createTargets } from '../../../infra/local/engines/targets.ts';
import type {
  Created,
  InvocationResult,
  LocalStack,
  ResourceType,
  SiteCredentials,
} from '../../../infra/local/stack.ts';

export type FakeFunction = (payload: unknown) => Promise<InvocationResult> | InvocationResult;

export interface SmallStack {
  readonly stack: LocalStack;
  readonly clock: ShiftedClock;
  /** Functions by name. */
  readonly functions: Map<string, FakeFunction>;
  readonly sites: Map<string, SiteCredentials>;
  readonly logs: { level: string; message: string; fields?: Readonly<Record<string, unknown>> | undefined }[];
  /** Makes a resource as the template would. */
  create<S extends z.ZodType>(type: ResourceType<S>, logicalId: string, properties: unknown): Created;
  start(): Promise<void>;
  /** As the stack stops; the data stay. */
  stop(): Promise<void>;
}

export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'throughline-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The engines on a real database, clock and endpoint; only functions and sites are stand-ins. */
export async function smallStack(dataDir: string): Promise<SmallStack> {
  const db = new DatabaseSync(join(dataDir, 'stack.db'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  const activity = createActivity();
  const logs: SmallStack['logs'] = [];
  const log: LocalStack['log'] = (level, message, fields) => void logs.push({ level, message, fields });
  const clock = new ShiftedClock(db, activity, log);
  const aws = await openAwsEndpoint((error) => logs.push({ level: 'error', message: String(error) }));
  const functions = new Map<string, FakeFunction>();
  const sites = new Map<string, SiteCredentials>();
  const starts: (() => Promise<void> | void)[] = [];
  const stops: (() => Promise<void> | void)[] = [];
  const closes: (() => Promise<void> | void)[] = [];
  const targets = createTargets();
  const invoke = async (arn: string, payload: unknown): Promise<InvocationResult> => {
    const end = activity.begin(arn);
    try {
      const run = functions.get(arn.split(':')[6] ?? '');
      if (run === undefined)
        return { ok: false, errorType: 'ResourceNotFound', errorMessage: `no function ${arn}` };
      return await run(payload);
    } finally {
      end();
    }
  };
  const host = {
    region: 'us-east-1',
    account: '000000000000',
    dataDir,
    host: '127.0.0.1',
    db,
    clock,
    activity,
    aws,
    targets,
    onStart: (start: () => Promise<void> | void) => void starts.push(start),
    onClose: (close: () => Promise<void> | void) => void closes.push(close),
    onStop: (stop: () => Promise<void> | void) => void stops.push(stop),
    log,
  };
  targets.register('lambda', (arn, payload) => void invoke(arn, JSON.parse(payload)));
  const stack: LocalStack = {
    ...host,
    queues: new Queues(host),
    lambda: { invoke, invokeAsync: (arn, payload) => void invoke(arn, payload) },
    sites: { ensure: (siteId, credentials) => void sites.set(siteId, credentials) },
    front: { url: 'http://127.0.0.1:1', mount: () => undefined },
    assembly: dataDir,
    asset: (key) => join(dataDir, key),
    announce: () => undefined,
  };
  return {
    stack,
    clock,
    functions,
    sites,
    logs,
    create(type, logicalId, properties) {
      const created = type.create(stack, {
        stackName: 'test',
        logicalId,
        properties: type.properties.parse(properties),
      });
      if (created instanceof Promise) throw new Error(`${type.type} is created asynchronously`);
      return created;
    },
    async start() {
      for (const start of starts) await start();
    },
    async stop() {
      for (const stop of stops.reverse()) await stop();
      for (const close of closes.reverse()) await close();
      clock.stop();
      await aws.close();
      db.close();
    },
  };
}

/** Waits until `check` yields something other than undefined, as fast as the event loop turns. */
export async function eventually<T>(check: () => T | undefined, within = 5_000): Promise<T> {
  const end = performance.now() + within;
  for (;;) {
    const value = check();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error('it did not happen in time');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
