import type { Activity, Clock } from '../../stack.ts';
import type { Flow, State } from './definition.ts';
import type { Execution } from './execution.ts';
import type { Group } from './group.ts';
import type { BranchRow, BranchState, Phase } from './journal.ts';

/** What is known in the end of a task whose token was answered. */
export type Outcome = { readonly output: unknown } | { readonly error: string; readonly cause: string };

/** Thrown where a branch finds that it was ended meanwhile. */
export const abandoned = new Error('the branch was ended');

/** One line of states under way: the execution itself, a branch of a Parallel or an item of a Map. */
export class Branch {
  readonly id: number;
  readonly execution: Execution;
  readonly parent: Branch | undefined;
  readonly position: number;
  readonly flow: Flow;
  stateName: string;
  phase: Phase = 'entered';
  input: unknown;
  variables: Readonly<Record<string, unknown>> = {};
  enteredAt: number;
  retries: readonly number[] = [];
  until: number | null = null;
  work: unknown;
  token: string | null = null;
  timeoutAt: number | null = null;
  heartbeatSeconds: number | null = null;
  heartbeatAt: number | null = null;
  outcome: unknown;
  /** Settles the task that is under way. */
  pending: PromiseWithResolvers<unknown> | undefined;
  group: Group | undefined;
  /** Nothing that still comes in for it counts any more. */
  dead = false;
  readonly #activity: Activity;
  readonly #clock: Clock;
  readonly #alarms = new Set<() => void>();
  #endActivity: (() => void) | undefined;
  #inputText: string | undefined;
  #variablesText = '{}';

  constructor(
    host: { readonly activity: Activity; readonly clock: Clock },
    at: {
      readonly id: number;
      readonly execution: Execution;
      readonly parent: Branch | undefined;
      readonly position: number;
      readonly flow: Flow;
      readonly input: unknown;
      readonly enteredAt: number;
    },
  ) {
    this.#activity = host.activity;
    this.#clock = host.clock;
    this.id = at.id;
    this.execution = at.execution;
    this.parent = at.parent;
    this.position = at.position;
    this.flow = at.flow;
    this.stateName = at.flow.startAt;
    this.input = at.input;
    this.enteredAt = at.enteredAt;
  }

  /** Takes up what the journal says. */
  restore(row: BranchRow): void {
    this.stateName = row.state;
    this.phase = row.phase;
    this.variables = JSON.parse(row.variables) as Record<string, unknown>;
    this.#variablesText = row.variables;
    this.retries = JSON.parse(row.retries) as number[];
    this.until = row.until;
    this.work = row.work === null ? undefined : JSON.parse(row.work);
    this.token = row.token;
    this.timeoutAt = row.timeoutAt;
    this.heartbeatSeconds = row.heartbeatSeconds;
    this.heartbeatAt = row.heartbeatAt;
    this.outcome = row.outcome === null ? undefined : JSON.parse(row.outcome);
  }

  get state(): State {
    const state = this.flow.states.get(this.stateName);
    if (state === undefined) throw new Error(`no state ${this.stateName}`);
    return state;
  }

  /** As the journal keeps it. */
  record(): BranchState {
    this.#inputText ??= JSON.stringify(this.input);
    return {
      state: this.stateName,
      phase: this.phase,
      input: this.#inputText,
      variables: this.#variablesText,
      enteredAt: this.enteredAt,
      retries: JSON.stringify(this.retries),
      until: this.until,
      work: this.work === undefined ? null : JSON.stringify(this.work),
      token: this.token,
      timeoutAt: this.timeoutAt,
      heartbeatSeconds: this.heartbeatSeconds,
      heartbeatAt: this.heartbeatAt,
      outcome: this.outcome === undefined ? null : JSON.stringify(this.outcome),
    };
  }

  enter(stateName: string, input: unknown, inputText: string, at: number): void {
    this.stateName = stateName;
    this.input = input;
    this.#inputText = inputText;
    this.enteredAt = at;
    this.retries = [];
    this.reset('entered');
  }

  assign(variables: Readonly<Record<string, unknown>>): void {
    this.variables = { ...this.variables, ...variables };
    this.#variablesText = JSON.stringify(this.variables);
  }

  /** Begins a phase with nothing left of the one before. */
  reset(phase: Phase): void {
    this.phase = phase;
    this.until = null;
    this.work = undefined;
    this.token = null;
    this.timeoutAt = null;
    this.heartbeatSeconds = null;
    this.heartbeatAt = null;
    this.outcome = undefined;
    this.pending = undefined;
    this.group = undefined;
  }

  /** What expressions see: the variables of this flow and of those around it. */
  visible(): Readonly<Record<string, unknown>> {
    if (this.parent === undefined) return this.variables;
    const { state } = this.parent;
    return state.type === 'Map' && state.distributed
      ? this.variables
      : { ...this.parent.visible(), ...this.variables };
  }

  /** The nearest Map item around it, for `$states.context.Map`. */
  mapItem(): { readonly Index: number; readonly Value: unknown } | undefined {
    if (this.parent === undefined) return undefined;
    return this.parent.group?.itemAt(this.position) ?? this.parent.mapItem();
  }

  /** Calls back at an instant of the stack's clock, unless the alarms are cleared before. */
  alarm(at: number, callback: () => void): () => void {
    const cancel = this.#clock.at(at, () => {
      this.#alarms.delete(cancel);
      callback();
    });
    this.#alarms.add(cancel);
    return () => {
      this.#alarms.delete(cancel);
      cancel();
    };
  }

  /** To be asked after every wait: what was ended does nothing more. */
  checkAlive(): void {
    if (this.dead) throw abandoned;
  }

  /** Waits for an instant of the stack's clock. */
  async sleepUntil(at: number): Promise<void> {
    if (at > this.#clock.now()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.alarm(at, resolve);
      await this.park(promise);
    }
    this.checkAlive();
  }

  clearAlarms(): void {
    for (const cancel of this.#alarms) cancel();
    this.#alarms.clear();
  }

  busy(): void {
    this.#endActivity ??= this.#activity.begin(`execution ${this.execution.row.name}`);
  }

  rest(): void {
    this.#endActivity?.();
    this.#endActivity = undefined;
  }

  /** Waits without counting as work under way, from `grace` real milliseconds on. */
  async park<T>(promise: Promise<T>, grace = 0): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    if (grace > 0) timer = setTimeout(() => this.rest(), grace).unref();
    else this.rest();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.busy();
    }
  }
}
