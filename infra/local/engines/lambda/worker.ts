/**
 * Inside a worker thread: an execution environment for each function of one bundle. Functions are loaded as Lambda does,
 * each when it is first called, and share what they load: a dozen copies of the same code would have to be read, compiled
 * and warmed up one by one. Each has its own variables and its own log, and answers one invocation at a time.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Console } from 'node:console';
import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { shiftDate } from '../../shifted-date.ts';
import type { FromWorker, FunctionSettings, Invocation, ToWorker, WorkerSettings } from './protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

const { code, clock } = workerData as WorkerSettings;
const port = parentPort!;
const tell = (message: FromWorker): void => port.postMessage(message);

const shift = new BigInt64Array(clock);
shiftDate(() => Number(Atomics.load(shift, 0)));

/** Whose code is running: as an invocation, or else because it is being loaded. */
const invoked = new AsyncLocalStorage<FunctionSettings>();
let loading: FunctionSettings | undefined;
const current = (): FunctionSettings | undefined => invoked.getStore() ?? loading;

const common = process.env;
Object.defineProperty(process, 'env', { get: () => current()?.environment ?? common });

globalThis.console = new Console(
  new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      const name = current()?.name;
      if (name === undefined) process.stdout.write(text);
      else tell({ kind: 'log', name, text });
      done();
    },
  }),
);

async function load({ handler }: FunctionSettings): Promise<Handler> {
  const dot = handler.lastIndexOf('.');
  const [module, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const file = ['.mjs', '.js', '.cjs']
    .map((ending) => join(code, `${module}${ending}`))
    .find((candidate) => existsSync(candidate));
  if (file === undefined) throw named('Runtime.ImportModuleError', `Cannot find module '${module}'`);
  const loaded = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const exported = loaded[name] ?? (loaded['default'] as Record<string, unknown> | undefined)?.[name];
  if (typeof exported !== 'function') {
    throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
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

function contextOf(settings: FunctionSettings, { requestId }: Invocation): object {
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

async function invoke(settings: FunctionSettings, handler: Handler, invocation: Invocation): Promise<void> {
  const { name } = settings;
  try {
    const answer = await handler(JSON.parse(invocation.payload), contextOf(settings, invocation));
    tell({ kind: 'answer', name, payload: JSON.stringify(answer) ?? 'null' });
  } catch (error) {
    const { trace, ...failure } = describe(error);
    console.error(JSON.stringify({ level: 'ERROR', requestId: invocation.requestId, ...failure, trace }));
    tell({ kind: 'failure', name, ...failure });
  }
}

const handlers = new Map<string, { readonly settings: FunctionSettings; readonly handler: Handler }>();

/** One function after the other, for each is to see its own variables while it loads. */
async function add(settings: FunctionSettings): Promise<void> {
  const { name } = settings;
  loading = settings;
  try {
    handlers.set(name, { settings, handler: await load(settings) });
    tell({ kind: 'loaded', name });
    // A thread is ended, not left to end: it would take along what it has compiled.
    flushCompileCache();
  } catch (error) {
    const { trace, ...failure } = describe(error);
    console.error(JSON.stringify({ level: 'ERROR', ...failure, trace }));
    tell({ kind: 'broken', name, ...failure });
  } finally {
    loading = undefined;
  }
}

let added = Promise.resolve();

port.on('message', (message: ToWorker) => {
  if (message.kind === 'function') {
    added = added.then(() => add(message.settings));
    return;
  }
  const start = () => {
    const found = handlers.get(message.name);
    if (found === undefined) return;
    const { settings, handler } = found;
    void invoked.run(settings, () => invoke(settings, handler, message.invocation));
  };
  if (handlers.has(message.name)) start();
  else added = added.then(start);
});
