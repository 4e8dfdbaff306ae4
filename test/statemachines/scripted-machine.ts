import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../infra/local/engines/state-machines/branch.ts';
import { stateMachinesOf } from '../../infra/local/engines/state-machines.ts';
import { AwsError, type Clock, type InvocationResult } from '../../infra/local/stack.ts';
import { smallStack, temporaryFolder } from '../infra/local/small-stack.ts';

export const folder = join(import.meta.dirname, '..', '..', 'statemachines');

export const orderMachines = [
  'activate-service',
  'change-service',
  'suspend-service',
  'resume-service',
  'terminate-service',
] as const;

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts: number;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Comment?: string;
        readonly Next?: string;
        readonly End?: boolean;
        readonly Resource?: string;
        readonly Retry?: readonly Retrier[];
        readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
      }
    >
  >;
}

export function definitionText(machine: string): string {
  return readFileSync(join(folder, `${machine}.asl.json`), 'utf8');
}

export function definitionOf(machine: string): Definition {
  return JSON.parse(definitionText(machine)) as Definition;
}

export interface Call {
  readonly step: string;
  readonly revision?: number;
  readonly taskToken?: string;
  readonly [field: string]: unknown;
}

/**
 * What the function under a step does: answers, fails with an error name, or says nothing (a send whose report never
 * comes). A send answers through its task token, as a site's report does.
 */
export type Behaviour =
  | { readonly answer: object | null }
  | { readonly error: string; readonly cause?: string }
  | 'silence';

export interface Played {
  readonly calls: readonly Call[];
  readonly status: string;
  readonly error: string | null;
  readonly cause: string | null;
}

export const execution = {
  orderId: 'ord_01k9xq3v7n5e2r8t4w6y000001',
  serviceId: 'svc_01k9xq3v7n5e2r8t4w6y000001',
};

/** Event loop turns without news after which the machine is taken to wait for time alone. */
const quietTurns = 12;

/** Time that passes only when everybody waits for it. */
class LeapingClock implements Clock {
  #now = Date.parse('2026-03-01T09:30:00.000Z');
  #appointments: { readonly at: number; readonly callback: () => void }[] = [];
  #news = 0;
  #busy = 0;

  now(): number {
    return this.#now;
  }

  headedFor(): number {
    return this.#now;
  }

  at(at: number, callback: () => void): () => void {
    this.#news += 1;
    const appointment = { at, callback };
    this.#appointments.push(appointment);
    return () => {
      this.#appointments = this.#appointments.filter((other) => other !== appointment);
    };
  }

  readonly stride = 0;

  onStride(): void {
    // It has no schedules.
  }

  onSetBack(): void {
    // This clock is never set back.
  }

  /** Time stands while this is under way. */
  async during<T>(work: () => Promise<T> | T): Promise<T> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.#news += 1;
    }
  }

  async leap(): Promise<void> {
    for (let quiet = 0, seen = this.#news; quiet < quietTurns; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#busy > 0 || this.#news !== seen) {
        seen = this.#news;
        quiet = 0;
      }
    }
    const next = this.#appointments.toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined) return;
    this.#appointments = this.#appointments.filter((other) => other !== next);
    this.#now = Math.max(this.#now, next.at);
    next.callback();
  }
}

/** The embedded interpreter with one machine file, in time that leaps. */
export interface MachineRunner {
  readonly now: () => string;
  readonly during: LeapingClock['during'];
  /** Answers a task token; false when it is not waited for any more. */
  answer(token: string, outcome: Outcome): boolean;
  run(input: object): Promise<Omit<Played, 'calls'>>;
  stop(): Promise<void>;
}

export async function machineRunner(
  machine: string,
  orderStep: (payload: unknown) => Promise<InvocationResult> | InvocationResult,
): Promise<MachineRunner> {
  const data = temporaryFolder();
  const small = await smallStack(data.path);
  const clock = new LeapingClock();
  const engine = stateMachinesOf({ ...small.stack, clock });
  small.functions.set('order-step', (payload) => clock.during(() => orderStep(payload)));
  const arn = engine.arnOf(machine);
  engine.declare({
    name: machine,
    arn,
    roleArn: 'arn:aws:iam::000000000000:role/test',
    definition: definitionText(machine).replaceAll(
      /\$\{\w+FunctionArn\}/g,
      'arn:aws:lambda:us-east-1:000000000000:function:order-step',
    ),
    createdAt: clock.now(),
  });
  await small.start();
  return {
    now: () => new Date(clock.now()).toISOString(),
    during: (work) => clock.during(work),
    answer(token, outcome) {
      try {
        engine.answer(token, outcome);
        return true;
      } catch (error) {
        if (error instanceof AwsError) return false;
        throw error;
      }
    },
    async run(input) {
      const { arn: running } = engine.start(arn, nameOf(input), JSON.stringify(input));
      for (;;) {
        await clock.leap();
        const row = engine.journal.execution(running);
        if (row === undefined) throw new Error('the execution is gone');
        if (row.status !== 'RUNNING') return { status: row.status, error: row.error, cause: row.cause };
      }
    },
    async stop() {
      await small.stop();
      data.remove();
    },
  };
}

/** An execution is named by what it is about. */
function nameOf(input: object): string {
  return 'orderId' in input ? String(input.orderId) : 'runId' in input ? String(input.runId) : 'execution';
}

/** Runs a machine file with a function that behaves as told. */
export async function play(
  machine: string,
  behave: (call: Call) => Behaviour,
  input: object = execution,
): Promise<Played> {
  const calls: Call[] = [];
  const runner = await machineRunner(machine, (payload) => {
    const call = payload as Call;
    calls.push(call);
    const behaviour = behave(call);
    if (behaviour === 'silence') return { ok: true, payload: {} };
    const { taskToken } = call;
    if (taskToken === undefined || ('error' in behaviour && !behaviour.error.startsWith('Edge.'))) {
      return 'answer' in behaviour
        ? { ok: true, payload: behaviour.answer }
        : { ok: false, errorType: behaviour.error, errorMessage: behaviour.cause ?? '' };
    }
    const outcome =
      'answer' in behaviour
        ? { output: behaviour.answer }
        : { error: behaviour.error, cause: behaviour.cause ?? '' };
    setImmediate(() => runner.answer(taskToken, outcome));
    return { ok: true, payload: {} };
  });
  try {
    return { calls, ...(await runner.run(input)) };
  } finally {
    await runner.stop();
  }
}
