import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { cachedThread } from '../../cached-thread.ts';
import type { InvocationResult } from '../../stack.ts';
import type { Failure, FromWorker, ToWorker, WorkerSettings } from './protocol.ts';

export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Folder of the bundle, which it may share with other functions. */
  readonly code: string;
  readonly handler: string;
  readonly memory: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Reserved concurrency of the template, if any. */
  readonly reservedConcurrency: number | undefined;
}

export interface PoolOptions {
  readonly clock: SharedArrayBuffer;
  readonly compileCache: string;
  readonly maximumWorkers: number;
  /** Read at each cold start, when all services are known. */
  readonly variables: () => Readonly<Record<string, string>>;
  readonly logOf: (name: string) => Writable;
}

interface Job {
  readonly definition: FunctionDefinition;
  readonly requestId: string;
  readonly payload: string;
  readonly done: (result: InvocationResult) => void;
  timer?: NodeJS.Timeout;
}

interface Thread {
  readonly worker: Worker;
  /** Functions that it was told of, and whether they have told that they are there. */
  readonly functions: Map<string, 'loading' | 'loaded'>;
  /** By the function's name: each has one invocation at a time. */
  readonly jobs: Map<string, Job>;
  idleSince: number;
  /** Gets nothing more to do and is ended as soon as what it has is done. */
  retired: boolean;
}

const bootstrap = cachedThread(new URL('./worker.ts', import.meta.url).href);

/** Short-lived handlers leave little behind them: collected seldom, it costs little. */
const youngMegabytes = 64;

/** Lambda grants ten seconds; a loaded machine with two cores deserves more. */
const initMilliseconds = 30_000;

/** What else runs in a thread that has to go may come to its end within this time. */
const graceMilliseconds = 1_000;

/** A thread with so much under way is passed over for one with less, which costs a start where there is none yet. */
const busy = 3;

const stopped: InvocationResult = {
  ok: false,
  errorType: 'Stack.Stopping',
  errorMessage: 'The stack is stopping',
};

/** The worker threads of one bundle: started when needed, each with an execution environment for every function. */
export class FunctionPool {
  readonly #code: string;
  readonly #options: PoolOptions;
  readonly #threads = new Set<Thread>();
  /** By name. */
  readonly #functions = new Map<string, FunctionDefinition>();
  readonly #waiting = new Map<string, Job[]>();
  #memory = 0;
  #stopping = false;

  constructor(code: string, options: PoolOptions) {
    this.#code = code;
    this.#options = options;
  }

  /** Threads are to have room for this function beside the others. */
  declare(definition: FunctionDefinition): void {
    this.#functions.set(definition.name, definition);
    this.#memory = Math.max(this.#memory, definition.memory);
  }

  invoke(definition: FunctionDefinition, payload: string): Promise<InvocationResult> {
    if (this.#stopping) return Promise.resolve(stopped);
    if (definition.reservedConcurrency === 0) {
      return Promise.resolve({
        ok: false,
        errorType: 'TooManyRequestsException',
        errorMessage: 'Reserved concurrency is 0',
      });
    }
    return new Promise((done) => {
      this.#waitingFor(definition.name).push({ definition, requestId: randomUUID(), payload, done });
      this.#assign(definition.name);
    });
  }

  /** Ends threads that have had nothing to do since `before` (performance time). */
  reap(before: number): void {
    for (const thread of this.#threads) {
      if (thread.jobs.size === 0 && thread.idleSince < before) this.#end(thread);
    }
  }

  /** Lets running invocations finish for `patience` milliseconds, then ends every thread. */
  async stop(patience: number): Promise<void> {
    this.#stopping = true;
    for (const jobs of this.#waiting.values()) for (const job of jobs.splice(0)) job.done(stopped);
    const until = performance.now() + patience;
    while (performance.now() < until && [...this.#threads].some(({ jobs }) => jobs.size > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await Promise.all(
      [...this.#threads].map((thread) => {
        for (const name of thread.jobs.keys()) this.#finish(thread, name, stopped);
        return this.#end(thread);
      }),
    );
  }

  #waitingFor(name: string): Job[] {
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.set(name, waiting);
    return waiting;
  }

  #assign(name: string): void {
    const { reservedConcurrency = Infinity } = this.#functions.get(name) ?? {};
    const waiting = this.#waitingFor(name);
    let running = [...this.#threads].filter(({ jobs }) => jobs.has(name)).length;
    for (; waiting.length > 0 && running < reservedConcurrency; running++) {
      const thread = this.#threadFor(name);
      if (thread === undefined) return;
      this.#run(thread, waiting.shift()!);
    }
  }

  /**
   * The first thread that has time, for what it has done often it does fast; then the one with the least to do. Nothing
   * waits for a thread to load what another one has loaded already: it may take longer than what is under way there.
   */
  #threadFor(name: string): Thread | undefined {
    const serving = [...this.#threads].filter(({ retired }) => !retired);
    const able = serving.filter(({ functions }) => functions.get(name) === 'loaded');
    const free = (able.length > 0 ? able : serving).filter(({ jobs }) => !jobs.has(name));
    const ready = free.find(({ jobs }) => jobs.size < busy);
    if (ready !== undefined) return ready;
    if (serving.length < this.#options.maximumWorkers) {
      const started = this.#start();
      if (able.length === 0) return started;
      serving.push(started);
    }
    for (const thread of serving) if (!thread.functions.has(name)) this.#introduce(thread, name);
    return free.toSorted((a, b) => a.jobs.size - b.jobs.size)[0];
  }

  #run(thread: Thread, job: Job): void {
    const { name } = job.definition;
    thread.jobs.set(name, job);
    if (!thread.functions.has(name)) this.#introduce(thread, name);
    if (thread.functions.get(name) === 'loaded') this.#limit(thread, job);
    else {
      job.timer = setTimeout(
        () => this.#cutOff(thread, name, 'The function did not initialise in time'),
        initMilliseconds,
      );
    }
    const { requestId, payload } = job;
    this.#tell(thread, { kind: 'invocation', name, invocation: { requestId, payload } });
  }

  #introduce(thread: Thread, name: string): void {
    const definition = this.#functions.get(name);
    if (definition === undefined) throw new Error(`nobody has declared ${name}`);
    const { arn, handler, memory, timeoutSeconds } = definition;
    const logStream = randomUUID();
    thread.functions.set(name, 'loading');
    this.#tell(thread, {
      kind: 'function',
      settings: {
        handler,
        name,
        arn,
        memory,
        timeoutMilliseconds: timeoutSeconds * 1000,
        logStream,
        environment: {
          ...this.#options.variables(),
          AWS_LAMBDA_FUNCTION_NAME: name,
          AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
          AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
          AWS_LAMBDA_LOG_STREAM_NAME: logStream,
          AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
          LAMBDA_TASK_ROOT: definition.code,
          _HANDLER: handler,
          ...definition.environment,
        },
      },
    });
  }

  #tell(thread: Thread, message: ToWorker): void {
    thread.worker.postMessage(message);
  }

  #limit(thread: Thread, job: Job): void {
    const { name, timeoutSeconds } = job.definition;
    const words = `RequestId: ${job.requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
    clearTimeout(job.timer);
    job.timer = setTimeout(() => this.#cutOff(thread, name, words), timeoutSeconds * 1000);
  }

  #start(): Thread {
    const settings: WorkerSettings = {
      code: this.#code,
      compileCache: this.#options.compileCache,
      clock: this.#options.clock,
    };
    const worker = new Worker(bootstrap, {
      workerData: settings,
      env: this.#options.variables(),
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: {
        maxOldGenerationSizeMb: this.#memory,
        maxYoungGenerationSizeMb: youngMegabytes,
      },
      stdout: true,
      stderr: true,
    });
    const thread: Thread = {
      worker,
      functions: new Map(),
      jobs: new Map(),
      idleSince: performance.now(),
      retired: false,
    };
    this.#threads.add(thread);
    // What no function says, but the thread itself.
    const write = (chunk: Buffer): void => void this.#options.logOf('functions').write(chunk);
    worker.stdout.on('data', write);
    worker.stderr.on('data', write);
    worker.on('message', (message: FromWorker) => this.#hear(thread, message));
    worker.on('error', (error: Error) =>
      this.#lose(
        thread,
        error.name === 'Error' && 'code' in error ? `Runtime.${String(error.code)}` : error.name,
        error.message,
      ),
    );
    worker.on('exit', (code) => this.#lose(thread, 'Runtime.ExitError', `Runtime exited with code ${code}`));
    return thread;
  }

  #hear(thread: Thread, message: FromWorker): void {
    const { name } = message;
    switch (message.kind) {
      case 'log':
        this.#options.logOf(name).write(message.text);
        return;
      case 'loaded': {
        thread.functions.set(name, 'loaded');
        const job = thread.jobs.get(name);
        if (job === undefined) this.#assign(name);
        else this.#limit(thread, job);
        return;
      }
      case 'broken':
        this.#retire(thread);
        this.#finish(thread, name, failureOf(message));
        return;
      case 'answer':
        this.#finish(thread, name, { ok: true, payload: JSON.parse(message.payload) });
        return;
      case 'failure':
        this.#finish(thread, name, failureOf(message));
    }
  }

  #finish(thread: Thread, name: string, result: InvocationResult): void {
    const job = thread.jobs.get(name);
    if (job === undefined) return;
    thread.jobs.delete(name);
    thread.idleSince = performance.now();
    clearTimeout(job.timer);
    if (thread.retired && thread.jobs.size === 0) void this.#end(thread);
    this.#assign(name);
    job.done(result);
  }

  /** A function past its time cannot be stopped but with its thread. */
  #cutOff(thread: Thread, name: string, errorMessage: string): void {
    this.#retire(thread);
    this.#finish(thread, name, { ok: false, errorType: 'Sandbox.Timedout', errorMessage });
  }

  #retire(thread: Thread): void {
    if (thread.retired) return;
    thread.retired = true;
    setTimeout(
      () => this.#lose(thread, 'Runtime.ExitError', 'Another function in the same thread had to be ended'),
      graceMilliseconds,
    ).unref();
  }

  /** The thread is gone, or must go, with all that it had to do. */
  #lose(thread: Thread, errorType: string, errorMessage: string): void {
    void this.#end(thread);
    for (const name of [...thread.jobs.keys()]) {
      this.#finish(thread, name, { ok: false, errorType, errorMessage });
    }
  }

  async #end(thread: Thread): Promise<void> {
    this.#threads.delete(thread);
    await thread.worker.terminate();
  }
}

function failureOf(message: Failure): InvocationResult {
  return { ok: false, errorType: message.errorType, errorMessage: message.errorMessage };
}
