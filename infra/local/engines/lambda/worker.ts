/**
 * Inside a worker thread: one execution environment of one function. It loads the bundle as Lambda does and answers one
 * invocation at a time.
 */
import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { shiftDate } from '../../shifted-date.ts';
import type { FromWorker, Invocation, WorkerSettings } from './protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

const settings = workerData as WorkerSettings;
const port = parentPort!;
const tell = (message: FromWorker): void => port.postMessage(message);

const shift = new BigInt64Array(settings.clock);
shiftDate(() => Number(Atomics.load(shift, 0)));

async function load(): Promise<Handler> {
  const dot = settings.handler.lastIndexOf('.');
  const [module, name] = [settings.handler.slice(0, dot), settings.handler.slice(dot + 1)];
  const file = ['.mjs', '.js', '.cjs']
    .map((ending) => join(settings.code, `${module}${ending}`))
    .find((candidate) => existsSync(candidate));
  if (file === undefined) throw named('Runtime.ImportModuleError', `Cannot find module '${module}'`);
  const loaded = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const exported = loaded[name] ?? (loaded['default'] as Record<string, unknown> | undefined)?.[name];
  if (typeof exported !== 'function') {
    throw named('Runtime.HandlerNotFound', `${settings.handler} is undefined or not exported`);
  }
  return exported as Handler;
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function describe(error: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function contextOf({ requestId }: Invocation): object {
  const started = performance.now();
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: settings.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: settings.arn,
    memoryLimitInMB: String(settings.memory),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${settings.name}`,
    logStreamName: settings.logStream,
    getRemainingTimeInMillis: () =>
      Math.max(0, Math.round(settings.timeoutMilliseconds - (performance.now() - started))),
  };
}

async function invoke(handler: Handler, invocation: Invocation): Promise<void> {
  try {
    const answer = await handler(JSON.parse(invocation.payload), contextOf(invocation));
    tell({ kind: 'answer', payload: JSON.stringify(answer) ?? 'null' });
  } catch (error) {
    const failure = describe(error);
    console.error(JSON.stringify({ level: 'ERROR', requestId: invocation.requestId, ...failure }));
    tell({ kind: 'failure', errorType: failure.errorType, errorMessage: failure.errorMessage });
  }
}

try {
  const handler = await load();
  port.on('message', (invocation: Invocation) => void invoke(handler, invocation));
  tell({ kind: 'ready' });
  // An environment is ended, not left to end: it would take along what it has compiled.
  flushCompileCache();
} catch (error) {
  const failure = describe(error);
  console.error(JSON.stringify({ level: 'ERROR', ...failure }));
  tell({ kind: 'broken', errorType: failure.errorType, errorMessage: failure.errorMessage });
}
