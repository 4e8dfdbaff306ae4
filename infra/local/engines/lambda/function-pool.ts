import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { cachedThread } from '../../cached-thread.ts';
import type { InvocationResult } from '../../stack.ts';
import type { FromWorker, WorkerSettings } from './protocol.ts';

export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
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
  readonly log: () => Writable;
}

interface Job {
  readonly requestId: string;
  readonly payload: string;
  readonly done: (result: InvocationResult) => void;
}

interface Environment {
  readonly worker: Worker;
  ready: boolean;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
  idleSince: number;
}

const bootstrap = cachedThread(new URL('./worker.ts', import.meta.url).href);

/** Enough for short-lived handlers; the usual 48 would add up over two dozen threads. */
const youngMegabytes = 16;

/** Lambda grants ten seconds; a loaded machine with two cores deserves more. */
const initMilliseconds = 30_000;

const stopped: InvocationResult = {
  ok: false,
  errorType: 'Stack.Stopping',
  errorMessage: 'The stack is stopping',
};

/** The execution environments of one function: started when needed, one invocation at a time in each. */
export class FunctionPool {
  readonly definition: FunctionDefinition;
  readonly #options: PoolOptions;
  readonly #environments = new Set<Environment>();
  readonly #waiting: Job[] = [];
  #stopping = false;

  constructor(definition: FunctionDefinition, options: PoolOptions) {
    this.definition = definition;
    this.#options = options;
  }

  invoke(payload: string): Promise<InvocationResult> {
    if (this.#stopping) return Promise.resolve(stopped);
    if (this.definition.reservedConcurrency === 0) {
      return Promise.resolve({
        ok: false,
        errorType: 'TooManyRequestsException',
        errorMessage: 'Reserved concurrency is 0',
      });
    }
    return new Promise((done) => {
      this.#waiting.push({ requestId: randomUUID(), payload, done });
      this.#assign();
    });
  }

  /** Ends environments that have had nothing to do since `before` (performance time). */
  reap(before: number): void {
    for (const environment of this.#environments) {
      if (environment.ready && environment.job === undefined && environment.idleSince < before) {
        this.#end(environment);
      }
    }
  }

  /** Lets running invocations finish for `patience` milliseconds, then ends every environment. */
  async stop(patience: number): Promise<void> {
    this.#stopping = true;
    for (const job of this.#waiting.splice(0)) job.done(stopped);
    const until = performance.now() + patience;
    while (performance.now() < until && [...this.#environments].some(({ job }) => job !== undefined)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await Promise.all(
      [...this.#environments].map((environment) => {
        environment.job?.done(stopped);
        environment.job = undefined;
        return this.#end(environment);
      }),
    );
  }

  get #limit(): number {
    return Math.min(this.#options.maximumWorkers, this.definition.reservedConcurrency ?? Infinity);
  }

  #assign(): void {
    let starting = 0;
    for (const environment of this.#environments) {
      if (!environment.ready) starting++;
      else if (environment.job === undefined && this.#waiting.length > 0) {
        this.#run(environment, this.#waiting.shift()!);
      }
    }
    while (this.#waiting.length > starting && this.#environments.size < this.#limit) {
      this.#start();
      starting++;
    }
  }

  #run(environment: Environment, job: Job): void {
    const { timeoutSeconds } = this.definition;
    environment.job = job;
    environment.timer = setTimeout(() => {
      const seconds = timeoutSeconds.toFixed(2);
      this.#discard(
        environment,
        'Sandbox.Timedout',
        `RequestId: ${job.requestId} Error: Task timed out after ${seconds} seconds`,
      );
    }, timeoutSeconds * 1000);
    environment.worker.postMessage({ requestId: job.requestId, payload: job.payload });
  }

  #start(): void {
    const { definition } = this;
    const logStream = randomUUID();
    const settings: WorkerSettings = {
      code: definition.code,
      handler: definition.handler,
      name: definition.name,
      arn: definition.arn,
      memory: definition.memory,
      timeoutMilliseconds: definition.timeoutSeconds * 1000,
      logStream,
      compileCache: this.#options.compileCache,
      clock: this.#options.clock,
    };
    const worker = new Worker(bootstrap, {
      workerData: settings,
      env: {
        ...this.#options.variables(),
        AWS_LAMBDA_FUNCTION_NAME: definition.name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memory),
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: logStream,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        LAMBDA_TASK_ROOT: definition.code,
        _HANDLER: definition.handler,
        ...definition.environment,
      },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: {
        maxOldGenerationSizeMb: definition.memory,
        maxYoungGenerationSizeMb: youngMegabytes,
      },
      stdout: true,
      stderr: true,
    });
    const environment: Environment = {
      worker,
      ready: false,
      job: undefined,
      timer: undefined,
      idleSince: performance.now(),
    };
    this.#environments.add(environment);
    worker.stdout.pipe(this.#options.log(), { end: false });
    worker.stderr.pipe(this.#options.log(), { end: false });
    environment.timer = setTimeout(
      () => this.#discard(environment, 'Sandbox.Timedout', 'The function did not initialise in time'),
      initMilliseconds,
    );
    worker.on('message', (message: FromWorker) => this.#hear(environment, message));
    worker.on('error', (error: Error) =>
      this.#discard(
        environment,
        error.name === 'Error' && 'code' in error ? `Runtime.${String(error.code)}` : error.name,
        error.message,
      ),
    );
    worker.on('exit', (code) =>
      this.#discard(environment, 'Runtime.ExitError', `Runtime exited with code ${code}`),
    );
  }

  #hear(environment: Environment, message: FromWorker): void {
    if (!this.#environments.has(environment)) return;
    if (message.kind === 'broken') {
      this.#discard(environment, message.errorType, message.errorMessage);
      return;
    }
    clearTimeout(environment.timer);
    environment.ready = true;
    environment.idleSince = performance.now();
    const { job } = environment;
    environment.job = undefined;
    if (this.#waiting.length > 0) this.#run(environment, this.#waiting.shift()!);
    if (message.kind === 'answer') job?.done({ ok: true, payload: JSON.parse(message.payload) });
    if (message.kind === 'failure') {
      job?.done({ ok: false, errorType: message.errorType, errorMessage: message.errorMessage });
    }
  }

  /** Ends an environment that cannot go on and fails the invocation that it held, or the next that waited for it. */
  #discard(environment: Environment, errorType: string, errorMessage: string): void {
    if (!this.#environments.has(environment)) return;
    const job = environment.job ?? (environment.ready ? undefined : this.#waiting.shift());
    environment.job = undefined;
    void this.#end(environment);
    job?.done({ ok: false, errorType, errorMessage });
    this.#assign();
  }

  async #end(environment: Environment): Promise<void> {
    this.#environments.delete(environment);
    clearTimeout(environment.timer);
    await environment.worker.terminate();
  }
}
