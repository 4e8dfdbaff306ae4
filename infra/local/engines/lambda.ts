import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { InvocationResult, LambdaEngine, LocalStack } from '../stack.ts';
import {
  AsynchronousInvocations,
  type AsynchronousSettings,
  asynchronousDefaults,
} from './lambda/asynchronous.ts';
import { type FunctionDefinition, FunctionPool } from './lambda/function-pool.ts';

/** What the functions need of the stack, so that they can be built before it is whole. */
export type FunctionHost = Pick<
  LocalStack,
  'region' | 'account' | 'dataDir' | 'db' | 'clock' | 'activity' | 'aws' | 'targets' | 'log'
>;

export interface FunctionOptions {
  /** The shift of the clock, in memory shared with the workers. */
  readonly clock: SharedArrayBuffer;
  readonly compileCache: string;
  /** Most threads of one bundle, and with it most environments of one function at a time. */
  readonly maximumWorkers: number;
  /** A thread with nothing to do for so long is ended. */
  readonly idleMilliseconds: number;
}

const reapMilliseconds = 5000;

/** Lambda: every function runs from its bundle, in worker threads that it shares with the others of that bundle. */
export class Functions implements LambdaEngine {
  readonly #host: FunctionHost;
  readonly #options: FunctionOptions;
  readonly #definitions = new Map<string, FunctionDefinition>();
  /** By folder of the bundle. */
  readonly #pools = new Map<string, FunctionPool>();
  readonly #settings = new Map<string, AsynchronousSettings>();
  readonly #logs = new Map<string, WriteStream>();
  readonly #listeners = new Set<(arn: string) => void>();
  readonly #asynchronous: AsynchronousInvocations;
  readonly #reaper: NodeJS.Timeout;
  readonly #logFolder: string;

  constructor(host: FunctionHost, options: FunctionOptions) {
    this.#host = host;
    this.#options = options;
    this.#logFolder = join(host.dataDir, 'logs');
    mkdirSync(this.#logFolder, { recursive: true, mode: 0o700 });
    this.#asynchronous = new AsynchronousInvocations({
      db: host.db,
      clock: host.clock,
      activity: host.activity,
      targets: host.targets,
      log: host.log,
      invoke: (arn, payload) => this.#run(arn, payload),
      settings: (arn) => this.#settings.get(arn) ?? asynchronousDefaults,
    });
    host.targets.register('lambda', (arn, payload) => this.#asynchronous.accept(arn, payload));
    this.#reaper = setInterval(
      () => {
        const before = performance.now() - options.idleMilliseconds;
        for (const pool of this.#pools.values()) pool.reap(before);
      },
      Math.min(reapMilliseconds, options.idleMilliseconds),
    ).unref();
  }

  arnOf(name: string): string {
    return `arn:aws:lambda:${this.#host.region}:${this.#host.account}:function:${name}`;
  }

  declare(definition: FunctionDefinition): void {
    this.#definitions.set(definition.arn, definition);
    this.#poolOf(definition).declare(definition);
  }

  /** Adds to what is set for the function's asynchronous invocations. */
  configure(arn: string, settings: Partial<AsynchronousSettings>): void {
    this.#settings.set(arn, { ...(this.#settings.get(arn) ?? asynchronousDefaults), ...settings });
  }

  has(arn: string): boolean {
    return this.#definitions.has(arn);
  }

  invoke(functionArn: string, payload: unknown): Promise<InvocationResult> {
    return this.#run(functionArn, JSON.stringify(payload) ?? 'null');
  }

  invokeAsync(functionArn: string, payload: unknown): void {
    this.#asynchronous.accept(functionArn, JSON.stringify(payload) ?? 'null');
  }

  /** Calls back at the end of every invocation, before it counts as ended: the function may have written something. */
  onEnd(listener: (arn: string) => void): void {
    this.#listeners.add(listener);
  }

  start(): void {
    this.#asynchronous.start();
  }

  async stop(patience: number): Promise<void> {
    clearInterval(this.#reaper);
    this.#asynchronous.stop();
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop(patience)));
    for (const log of this.#logs.values()) log.end();
  }

  async #run(arn: string, payload: string): Promise<InvocationResult> {
    const definition = this.#definitions.get(arn);
    if (definition === undefined) {
      return {
        ok: false,
        errorType: 'ResourceNotFoundException',
        errorMessage: `Function not found: ${arn}`,
      };
    }
    const end = this.#host.activity.begin(`function ${definition.name}`);
    try {
      return await this.#poolOf(definition).invoke(definition, payload);
    } finally {
      for (const listener of this.#listeners) listener(arn);
      end();
    }
  }

  #poolOf({ code }: FunctionDefinition): FunctionPool {
    let pool = this.#pools.get(code);
    if (pool === undefined) {
      const { clock, compileCache, maximumWorkers } = this.#options;
      pool = new FunctionPool(code, {
        clock,
        compileCache,
        maximumWorkers,
        variables: () => this.#variables(),
        logOf: (name) => this.#logOf(name),
      });
      this.#pools.set(code, pool);
    }
    return pool;
  }

  /** As Lambda sets them; the credentials are dummies, since no service here checks a signature. */
  #variables(): Readonly<Record<string, string>> {
    return {
      AWS_REGION: this.#host.region,
      AWS_DEFAULT_REGION: this.#host.region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      // A clock that was set is no mistake: taken for one, every refused write would be tried again and again.
      AWS_DISABLE_CLOCK_SKEW_CORRECTION: 'true',
      TZ: ':UTC',
      ...this.#host.aws.variables(),
    };
  }

  #logOf(name: string): WriteStream {
    let log = this.#logs.get(name);
    if (log === undefined) {
      log = createWriteStream(join(this.#logFolder, `${name}.log`), { flags: 'a', mode: 0o600 });
      this.#logs.set(name, log);
    }
    return log;
  }
}

/** The functions behind a stack, with what its resource types need beyond `LambdaEngine`. */
export function functionsOf(stack: Pick<LocalStack, 'lambda'>): Functions {
  if (!(stack.lambda instanceof Functions)) throw new TypeError('the stack was built with other functions');
  return stack.lambda;
}
