import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { Log } from './log.ts';

export interface SimulatedNasOptions {
  /** The program of the simulated NAS. */
  readonly program: string;
  readonly log: Log;
}

export interface NasAtSite {
  readonly siteId: string;
  /** Folder of the site. */
  readonly folder: string;
  readonly radius: {
    readonly host: string;
    readonly auth: number;
    readonly acct: number;
    readonly secret: string;
  };
  readonly coaPort: number;
}

const readyLine = z.object({ control: z.string() });

/**
 * Simulated access concentrators for sites that have no real one: they dial in as told, answer Disconnect and CoA, and
 * end with the stack. Each runs in a thread of its own.
 */
export class SimulatedNases {
  readonly #options: SimulatedNasOptions;
  readonly #workers = new Map<string, { readonly worker: Worker; readonly control: string }>();

  constructor(options: SimulatedNasOptions) {
    this.#options = options;
  }

  /** Runs the site's NAS and answers where it is told what to do. Idempotent. */
  async ensure({ siteId, folder, radius, coaPort }: NasAtSite): Promise<string> {
    const running = this.#workers.get(siteId);
    if (running !== undefined) return running.control;
    const file = join(folder, 'nas.json');
    writeFileSync(file, JSON.stringify({ radius, coaPort, identifier: `nas-${siteId.slice(-6)}` }), {
      mode: 0o600,
    });
    const worker = new Worker(this.#options.program, { argv: ['--config', file], stdout: true });
    worker.on('error', (error) =>
      this.#options.log('error', 'a simulated NAS ended', { siteId, error: error.stack ?? error.message }),
    );
    const [line] = await once(createInterface({ input: worker.stdout }), 'line');
    const { control } = readyLine.parse(JSON.parse(String(line)));
    worker.unref();
    this.#workers.set(siteId, { worker, control });
    return control;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#workers.values()].map(({ worker }) => worker.terminate()));
  }
}
