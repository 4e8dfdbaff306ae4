import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { cachedThread } from './cached-thread.ts';
import type { Log } from './log.ts';

export interface SimulatedGearOptions {
  /** The program that simulates. */
  readonly program: string;
  readonly compileCache: string;
  readonly log: Log;
}

export interface SimulatedDevice {
  /** Path of its control, unique in the stack. */
  readonly id: string;
  /** Name of the simulation. */
  readonly driver: string;
  readonly host: string;
  /** 0 takes any free port, and so does one that somebody else has. */
  readonly port: number;
  /** File in which it keeps what it holds; without one it forgets. */
  readonly memory?: string;
  readonly given: object;
}

export interface RunningDevice {
  readonly port: number;
  /** What a node's settings must say of it besides address and port. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Where it is told over HTTP what to do: `GET` lists it (test/lab/gear.ts). */
  readonly control: string;
}

const answer = z.union([
  z.strictObject({
    ask: z.int(),
    port: z.int(),
    settings: z.record(z.string(), z.union([z.string(), z.number()])),
    control: z.string(),
  }),
  z.strictObject({ ask: z.int(), error: z.string(), inUse: z.literal(true).optional() }),
  z.strictObject({ ask: z.int() }),
]);
type Answer = z.output<typeof answer>;

const restartMilliseconds = 1000;

/**
 * Simulated gear for sites that have no real one, all in one thread that is started with the first device and ends with the
 * stack. A thread that dies is started again with the same devices.
 */
export class SimulatedGear {
  readonly #options: SimulatedGearOptions;
  readonly #devices = new Map<
    string,
    { readonly device: SimulatedDevice; readonly running: RunningDevice }
  >();
  readonly #waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  #worker: Worker | undefined;
  #controlPort = 0;
  #asked = 0;
  #stopped = false;

  constructor(options: SimulatedGearOptions) {
    this.#options = options;
  }

  /** Runs the device and answers where it is. Idempotent. */
  async open(device: SimulatedDevice): Promise<RunningDevice> {
    const known = this.#devices.get(device.id);
    if (known !== undefined) return known.running;
    const said = await this.#ask({ open: device });
    if ('error' in said) {
      if (said.inUse === true && device.port !== 0) return this.open({ ...device, port: 0 });
      throw new Error(`the simulated ${device.driver} cannot run: ${said.error}`);
    }
    if (!('port' in said)) throw new Error(`the simulated ${device.driver} does not say where it is`);
    const { ask: _, ...running } = said;
    this.#controlPort = Number(new URL(running.control).port);
    this.#devices.set(device.id, { device: { ...device, port: running.port }, running });
    return running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#worker?.terminate();
  }

  #ask(request: { readonly open: SimulatedDevice }): Promise<Answer> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const ask = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(ask, { resolve, reject });
      worker.postMessage({ ask, ...request });
    });
  }

  #start(): Worker {
    const { program, compileCache, log } = this.#options;
    const worker = new Worker(cachedThread(pathToFileURL(program).href), {
      workerData: { controlPort: this.#controlPort, compileCache },
      // Nobody waits for a simulator: it may collect its garbage often.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    worker.on('message', (message: unknown) => {
      const said = answer.parse(message);
      this.#waiting.get(said.ask)?.resolve(said);
      this.#waiting.delete(said.ask);
    });
    worker.on('error', (error) =>
      log('error', 'the simulated gear failed', { error: error.stack ?? error.message }),
    );
    worker.once('exit', () => this.#ended(worker));
    worker.unref();
    return worker;
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Error('the simulated gear ended'));
    this.#waiting.clear();
    if (this.#stopped || this.#devices.size === 0) return;
    setTimeout(() => void this.#restore(), restartMilliseconds).unref();
  }

  /** The same devices at the same places: whoever was told of them finds them again. */
  async #restore(): Promise<void> {
    for (const { device } of this.#devices.values()) {
      if (this.#stopped) return;
      try {
        const said = await this.#ask({ open: device });
        if ('error' in said) throw new Error(said.error);
      } catch (error) {
        this.#options.log('error', 'a simulated device cannot be restored', {
          id: device.id,
          error: String(error),
        });
      }
    }
  }
}
