import { randomBytes } from 'node:crypto';
import type { Activity, Clock, LocalStack } from '../../stack.ts';
import { Branch, type Outcome } from './branch.ts';
import type { Exit, Flow, Machine, MapState, ParallelState, State, TaskState } from './definition.ts';
import type { Evaluate, Scope } from './expressions.ts';
import { Group, type GroupWork } from './group.ts';
import type { BranchRow, ExecutionRow, Journal, Status } from './journal.ts';
import { matchesError, pickRetrier, retryDelay, StateError } from './state-error.ts';

/** What executions need around them. */
export interface ExecutionHost {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: LocalStack['log'];
  /** Does a task. Fails with a StateError that a Retry or Catch can know. */
  call(task: TaskState, args: unknown, execution: Execution): Promise<unknown>;
  /** Branches that wait for an answer to their task token. */
  readonly tokens: Map<string, Branch>;
  ended(execution: Execution): void;
  /**
   * How long, in real milliseconds, a task that waits for its token still counts as work under way: the one who answers
   * may be another process, and the clock should not be set past time-outs while it works.
   */
  readonly answerGrace: number;
}

export interface ExecutionNames {
  readonly machineArn: string;
  readonly machineName: string;
  readonly roleArn: string;
}

/** Where a state has led. */
interface Left {
  readonly next: string | undefined;
  readonly output: unknown;
  readonly assigned: Readonly<Record<string, unknown>> | undefined;
}

/** Thrown where a branch finds that it was ended meanwhile. */
const abandoned = new Error('the branch was ended');

const outputLimitBytes = 256 * 1024;
const longestSeconds = 99_999_999;
/** AWS runs at most so many items of an inline Map at once. */
const inlineConcurrency = 40;
const distributedConcurrency = 10_000;

/** One run of a machine. */
export class Execution {
  readonly row: ExecutionRow;
  readonly names: ExecutionNames;
  readonly #host: ExecutionHost;
  readonly #machine: Machine;
  readonly #facts: Readonly<Record<string, unknown>>;
  #root: Branch | undefined;
  #historyId: number;
  /** Written with the next change, in this order. */
  #notes: { readonly type: string; readonly at: number; readonly details: unknown }[] = [];
  #cancelTimeout: (() => void) | undefined;

  constructor(
    host: ExecutionHost,
    row: ExecutionRow,
    machine: Machine,
    names: ExecutionNames,
    historyId: number,
  ) {
    this.#host = host;
    this.row = row;
    this.#machine = machine;
    this.names = names;
    this.#historyId = historyId;
    this.#facts = {
      Execution: {
        Id: row.arn,
        Input: JSON.parse(row.input) as unknown,
        Name: row.name,
        RoleArn: names.roleArn,
        StartTime: instant(row.startedAt),
        RedriveCount: 0,
      },
      StateMachine: { Id: names.machineArn, Name: names.machineName },
    };
  }

  /** Writes the first branch; the caller's transaction makes it one with the execution itself. */
  prepare(): void {
    this.#note('ExecutionStarted', { input: this.row.input, roleArn: this.names.roleArn });
    this.#root = this.#newBranch(undefined, 0, this.#machine, JSON.parse(this.row.input), this.row.input);
    this.#flush();
  }

  /** Rebuilds the branches as the journal has them. */
  restore(rows: readonly BranchRow[]): void {
    const branches = new Map<number, Branch>();
    for (const row of rows) {
      const parent = row.parent === null ? undefined : branches.get(row.parent);
      const flow = parent === undefined ? this.#machine : flowOf(parent.state, row.position);
      const branch = new Branch(this.#host, {
        id: row.id,
        execution: this,
        parent,
        position: row.position,
        flow,
        input: JSON.parse(row.input),
        enteredAt: row.enteredAt,
      });
      branch.restore(row);
      branches.set(row.id, branch);
      if (branch.phase === 'children') branch.group = new Group(branch.work as GroupWork);
      if (parent === undefined) this.#root = branch;
      else if (parent.group !== undefined) restoreChild(parent.group, branch);
    }
  }

  /** Runs on from where it is. */
  run(): void {
    if (this.#root === undefined) throw new Error(`${this.row.arn} has no branch`);
    if (this.row.timeoutAt !== null) {
      this.#cancelTimeout = this.#host.clock.at(this.row.timeoutAt, () =>
        this.#end('TIMED_OUT', {
          error: 'States.Timeout',
          cause: 'The execution ran longer than its TimeoutSeconds',
        }),
      );
    }
    void this.#drive(this.#root);
  }

  abort(error: string | undefined, cause: string | undefined): void {
    this.#end('ABORTED', {
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
  }

  /** Stops here without a word in the journal: the next start goes on from there. */
  freeze(): void {
    this.#cancelTimeout?.();
    if (this.#root !== undefined) this.#kill(this.#root);
  }

  /** The answer to a task token; durable when it returns. */
  answer(branch: Branch, outcome: Outcome): void {
    this.#host.journal.updatePhase(branch.id, 'answered', JSON.stringify(outcome));
    branch.phase = 'answered';
    branch.outcome = outcome;
    this.#host.tokens.delete(branch.token ?? '');
    settle(branch, outcome);
  }

  heartbeat(branch: Branch): void {
    if (branch.heartbeatSeconds === null) return;
    branch.heartbeatAt = this.#host.clock.now() + branch.heartbeatSeconds * 1000;
    this.#host.journal.updateHeartbeat(branch.id, branch.heartbeatAt);
    branch.clearAlarms();
    this.#armTask(branch);
  }

  async #drive(branch: Branch): Promise<void> {
    branch.busy();
    try {
      for (;;) {
        const { state } = branch;
        const left = await this.#visit(branch, state);
        if (left.next === undefined) return this.#finish(branch, state, left);
        this.#advance(branch, state, left, left.next);
      }
    } catch (error) {
      if (error === abandoned || branch.dead) return;
      this.#fail(branch, this.#stateError(error));
    } finally {
      branch.rest();
    }
  }

  /** Runs one state, with its retries and catches. */
  async #visit(branch: Branch, state: State): Promise<Left> {
    for (;;) {
      try {
        if (branch.phase === 'retrying') {
          await this.#until(branch, branch.until ?? 0);
          branch.reset('entered');
        }
        return await this.#perform(branch, state);
      } catch (error) {
        this.#checkAlive(branch);
        const failure = this.#stateError(error);
        this.#release(branch);
        if (state.type === 'Task')
          this.#note(...taskEvent(state, 'Failed', { error: failure.error, cause: failure.reason }));
        if (!('retriers' in state)) throw failure;
        const index = pickRetrier(state.retriers, branch.retries, failure.error);
        const retrier = index === undefined ? undefined : state.retriers[index];
        if (index !== undefined && retrier !== undefined) {
          const used = branch.retries[index] ?? 0;
          branch.reset('retrying');
          branch.retries = state.retriers.map((_, at) => (branch.retries[at] ?? 0) + (at === index ? 1 : 0));
          branch.until = this.#host.clock.now() + retryDelay(retrier, used, Math.random());
          this.#record(branch, state);
          continue;
        }
        const catcher = state.catchers.find((clause) => matchesError(clause.errorEquals, failure.error));
        if (catcher === undefined) throw failure;
        const errorOutput = { Error: failure.error, Cause: failure.reason };
        return await this.#leave(branch, catcher, { errorOutput }, errorOutput);
      }
    }
  }

  async #perform(branch: Branch, state: State): Promise<Left> {
    switch (state.type) {
      case 'Pass':
      case 'Succeed':
        return this.#leave(branch, state, {}, branch.input);
      case 'Fail': {
        const scope = this.#scope(branch);
        const error = state.error && (await this.#evaluate(branch, state.error, scope));
        const cause = state.cause && (await this.#evaluate(branch, state.cause, scope));
        throw new StateError(wordOf(error), wordOf(cause));
      }
      case 'Choice': {
        const scope = this.#scope(branch);
        for (const choice of state.choices) {
          const holds = await this.#evaluate(branch, choice.condition, scope);
          if (typeof holds !== 'boolean') {
            throw new StateError(
              'States.QueryEvaluationError',
              `A Condition of ${branch.stateName} is not a boolean`,
            );
          }
          if (holds) return this.#leave(branch, choice, {}, branch.input);
        }
        if (state.next === undefined) {
          throw new StateError(
            'States.NoChoiceMatched',
            `No choice of ${branch.stateName} matched and it has no Default`,
          );
        }
        return this.#leave(branch, state, {}, branch.input);
      }
      case 'Wait': {
        if (branch.phase !== 'waiting') {
          const until = await this.#waitUntil(branch, state);
          branch.reset('waiting');
          branch.until = until;
          this.#record(branch, state);
        }
        await this.#until(branch, branch.until ?? 0);
        return this.#leave(branch, state, {}, branch.input);
      }
      case 'Task':
        return this.#task(branch, state);
      default:
        return this.#children(branch, state);
    }
  }

  async #waitUntil(branch: Branch, state: Extract<State, { type: 'Wait' }>): Promise<number> {
    const scope = this.#scope(branch);
    if (state.timestamp !== undefined) {
      const timestamp = await this.#evaluate(branch, state.timestamp, scope);
      const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
      if (Number.isNaN(at)) {
        throw new StateError(
          'States.QueryEvaluationError',
          `The Timestamp of ${branch.stateName} is not one`,
        );
      }
      return at;
    }
    return this.#host.clock.now() + (await this.#seconds(branch, state.seconds, 'Seconds', 0)) * 1000;
  }

  async #task(branch: Branch, state: TaskState): Promise<Left> {
    if (branch.phase === 'entered') {
      const token = state.kind === 'lambda-token' ? this.#newToken(branch) : null;
      const scope = this.#scope(branch, token === null ? {} : { context: { Task: { Token: token } } });
      const args =
        state.arguments === undefined ? branch.input : await this.#evaluate(branch, state.arguments, scope);
      const timeout = await this.#seconds(branch, state.timeoutSeconds, 'TimeoutSeconds', longestSeconds);
      const heartbeat =
        state.heartbeatSeconds &&
        (await this.#seconds(branch, state.heartbeatSeconds, 'HeartbeatSeconds', 0));
      const now = this.#host.clock.now();
      branch.reset('calling');
      branch.work = args;
      branch.token = token;
      branch.timeoutAt = state.timeoutSeconds === undefined ? null : now + timeout * 1000;
      branch.heartbeatSeconds = heartbeat ?? null;
      branch.heartbeatAt = heartbeat === undefined ? null : now + heartbeat * 1000;
      this.#note(...taskEvent(state, 'Scheduled', { parameters: JSON.stringify(args) }));
      this.#record(branch, state);
    }
    const pending = Promise.withResolvers<unknown>();
    branch.pending = pending;
    if (branch.phase === 'answered') {
      settle(branch, branch.outcome as Outcome);
    } else {
      if (branch.token !== null) this.#host.tokens.set(branch.token, branch);
      this.#armTask(branch);
      if (branch.phase === 'calling') this.#call(branch, state, pending);
    }
    const result = await (branch.token === null
      ? pending.promise
      : branch.park(pending.promise, this.#host.answerGrace));
    this.#checkAlive(branch);
    this.#release(branch);
    this.#note(...taskEvent(state, 'Succeeded', { output: JSON.stringify(result) }));
    return await this.#leave(branch, state, { result }, result);
  }

  #call(branch: Branch, state: TaskState, pending: PromiseWithResolvers<unknown>): void {
    this.#host.call(state, branch.work, this).then(
      (result) => {
        if (branch.token === null) return pending.resolve(result);
        // The function has taken the token over: from now on only an answer to it, or a time-out, goes on.
        if (!branch.dead && branch.pending === pending && branch.phase === 'calling') {
          branch.phase = 'called';
          this.#host.journal.updatePhase(branch.id, 'called', null);
        }
      },
      (error: unknown) => pending.reject(error),
    );
  }

  #armTask(branch: Branch): void {
    const { pending } = branch;
    const fail = (error: string, reason: string): void => pending?.reject(new StateError(error, reason));
    if (branch.timeoutAt !== null) {
      branch.alarm(branch.timeoutAt, () =>
        fail('States.Timeout', 'The task ran longer than its TimeoutSeconds'),
      );
    }
    if (branch.heartbeatAt !== null) {
      branch.alarm(branch.heartbeatAt, () =>
        fail('States.HeartbeatTimeout', 'The task gave no heartbeat within its HeartbeatSeconds'),
      );
    }
  }

  async #children(branch: Branch, state: MapState | ParallelState): Promise<Left> {
    if (branch.group === undefined) {
      const work = await (state.type === 'Map'
        ? this.#mapWork(branch, state)
        : this.#parallelWork(branch, state));
      branch.reset('children');
      branch.work = work;
      branch.group = new Group(work);
      this.#record(branch, state);
    }
    const { group } = branch;
    for (const child of group.running) void this.#drive(child);
    this.#makeChildren(branch, state, group).catch((error: unknown) => group.fail(error));
    const output = await branch.park(group.finished.promise);
    this.#checkAlive(branch);
    return await this.#leave(branch, state, { result: output }, output);
  }

  async #parallelWork(branch: Branch, state: ParallelState): Promise<GroupWork> {
    const total = state.branches.length;
    const input =
      state.arguments === undefined
        ? branch.input
        : await this.#evaluate(branch, state.arguments, this.#scope(branch));
    return { input, total, limit: total, distributed: false };
  }

  async #mapWork(branch: Branch, state: MapState): Promise<GroupWork> {
    const scope = this.#scope(branch);
    const items = state.items === undefined ? branch.input : await this.#evaluate(branch, state.items, scope);
    if (!Array.isArray(items)) {
      throw new StateError(
        'States.QueryEvaluationError',
        `The Items of ${branch.stateName} are not an array`,
      );
    }
    const most = state.distributed ? distributedConcurrency : inlineConcurrency;
    const limit = await this.#seconds(branch, state.maxConcurrency, 'MaxConcurrency', 0);
    const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = state;
    return {
      items,
      total: items.length,
      limit: limit === 0 ? most : Math.min(limit, most),
      distributed: state.distributed,
      ...(count && { toleratedCount: await this.#seconds(branch, count, 'ToleratedFailureCount', 0) }),
      ...(percentage && {
        toleratedPercentage: await this.#seconds(branch, percentage, 'ToleratedFailurePercentage', 0),
      }),
    };
  }

  /** Makes as many children as may run, until all are made. One call at a time for each group. */
  async #makeChildren(branch: Branch, state: MapState | ParallelState, group: Group): Promise<void> {
    if (group.making) return;
    group.making = true;
    try {
      for (let room = group.room(); room > 0; room = group.room()) {
        const first = group.next;
        const inputs: unknown[] = [];
        for (let position = first; position < first + room; position += 1) {
          inputs.push(await this.#childInput(branch, state, group, position));
        }
        this.#checkAlive(branch);
        if (group.over) return;
        const made = this.#host.journal.together(() =>
          inputs.map((input, index) =>
            this.#newBranch(
              branch,
              first + index,
              flowOf(state, first + index),
              input,
              JSON.stringify(input),
            ),
          ),
        );
        group.next += made.length;
        for (const child of made) {
          group.running.add(child);
          void this.#drive(child);
        }
      }
    } finally {
      group.making = false;
    }
  }

  async #childInput(
    branch: Branch,
    state: MapState | ParallelState,
    group: Group,
    position: number,
  ): Promise<unknown> {
    if (state.type === 'Parallel') return group.work.input;
    if (state.itemSelector === undefined) return group.work.items?.[position];
    const scope = this.#scope(branch, { context: { Map: { Item: group.itemAt(position) } } });
    return this.#evaluate(branch, state.itemSelector, scope);
  }

  #newBranch(
    parent: Branch | undefined,
    position: number,
    flow: Flow,
    input: unknown,
    inputText: string,
  ): Branch {
    const enteredAt = this.#host.clock.now();
    const id = this.#host.journal.insertBranch({
      execution: this.row.id,
      parent: parent?.id ?? null,
      position,
      state: flow.startAt,
      input: inputText,
      enteredAt,
    });
    const branch = new Branch(this.#host, { id, execution: this, parent, position, flow, input, enteredAt });
    this.#note(`${branch.state.type}StateEntered`, { name: branch.stateName, input: inputText });
    return branch;
  }

  /** What the exit of a state hands on. Assign and Output both see the variables as they were. */
  async #leave(
    branch: Branch,
    exit: Exit,
    sees: { readonly result?: unknown; readonly errorOutput?: unknown },
    otherwise: unknown,
  ): Promise<Left> {
    let output = otherwise;
    let assigned: Left['assigned'];
    if (exit.output !== undefined || exit.assign !== undefined) {
      const scope = this.#scope(branch, sees);
      if (exit.output !== undefined) output = await this.#evaluate(branch, exit.output, scope);
      if (exit.assign !== undefined) {
        assigned = (await this.#evaluate(branch, exit.assign, scope)) as Record<string, unknown>;
      }
    }
    return { next: exit.next, output: output ?? null, assigned };
  }

  #advance(branch: Branch, state: State, left: Left, next: string): void {
    const text = limited(left.output, branch);
    const grouped = branch.group !== undefined;
    this.#note(`${state.type}StateExited`, { name: branch.stateName, output: text });
    if (left.assigned !== undefined) branch.assign(left.assigned);
    this.#release(branch);
    branch.enter(next, left.output, text, this.#host.clock.now());
    this.#note(`${branch.state.type}StateEntered`, { name: next, input: text });
    this.#record(branch, state, grouped);
  }

  #finish(branch: Branch, state: State, left: Left): void {
    const text = limited(left.output, branch);
    this.#note(`${state.type}StateExited`, { name: branch.stateName, output: text });
    this.#release(branch);
    if (branch.parent === undefined) {
      this.#end('SUCCEEDED', { output: text });
      return;
    }
    branch.reset('done');
    branch.outcome = left.output;
    this.#record(branch, state);
    this.#settled(branch.parent, branch, (group) => group.succeeded(branch.position, left.output));
  }

  #fail(branch: Branch, failure: StateError): void {
    if (branch.parent === undefined) {
      this.#end('FAILED', { error: failure.error, cause: failure.reason });
      return;
    }
    const { state } = branch;
    this.#release(branch);
    branch.reset('failed');
    branch.outcome = { error: failure.error, cause: failure.reason };
    this.#record(branch, state);
    this.#settled(branch.parent, branch, (group) => group.failed(branch.position, failure));
  }

  #settled(parent: Branch, child: Branch, tell: (group: Group) => void): void {
    const { group, state } = parent;
    if (group === undefined || (state.type !== 'Map' && state.type !== 'Parallel')) return;
    group.running.delete(child);
    tell(group);
    this.#makeChildren(parent, state, group).catch((error: unknown) => group.fail(error));
  }

  #end(status: Status, end: { output?: string; error?: string; cause?: string }): void {
    const at = this.#host.clock.now();
    this.#host.journal.together(() => {
      this.#note(endEvents[status], end);
      this.#flush();
      this.#host.journal.endExecution(this.row.id, { status, ...end, at });
    });
    this.#cancelTimeout?.();
    if (this.#root !== undefined) this.#kill(this.#root);
    this.#host.ended(this);
  }

  /** Lets go of what a phase holds in memory: alarms, a token, children. */
  #release(branch: Branch): void {
    branch.clearAlarms();
    if (branch.token !== null) this.#host.tokens.delete(branch.token);
    if (branch.group !== undefined) {
      branch.group.over = true;
      for (const child of branch.group.running) this.#kill(child);
    }
  }

  #kill(branch: Branch): void {
    branch.dead = true;
    this.#release(branch);
    branch.rest();
  }

  /** Writes where the branch is, and what was noted on the way there. */
  #record(branch: Branch, state: State, grouped = state.type === 'Map' || state.type === 'Parallel'): void {
    this.#host.journal.together(() => {
      this.#host.journal.updateBranch(branch.id, branch.record());
      if (grouped && branch.phase !== 'children') this.#host.journal.deleteChildren(branch.id);
      this.#flush();
    });
  }

  #note(type: string, details: unknown): void {
    this.#notes.push({ type, at: this.#host.clock.now(), details });
  }

  #flush(): void {
    const notes = this.#notes;
    this.#notes = [];
    for (const { type, at, details } of notes) {
      this.#historyId += 1;
      this.#host.journal.insertHistory(this.row.id, {
        id: this.#historyId,
        type,
        at,
        details: details === undefined ? null : JSON.stringify(details),
      });
    }
  }

  async #until(branch: Branch, at: number): Promise<void> {
    if (at > this.#host.clock.now()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      branch.alarm(at, resolve);
      await branch.park(promise);
    }
    this.#checkAlive(branch);
  }

  async #evaluate(branch: Branch, evaluate: Evaluate, scope: Scope): Promise<unknown> {
    const value = await evaluate(scope);
    this.#checkAlive(branch);
    return value;
  }

  async #seconds(
    branch: Branch,
    evaluate: Evaluate | undefined,
    field: string,
    otherwise: number,
  ): Promise<number> {
    if (evaluate === undefined) return otherwise;
    const value = await this.#evaluate(branch, evaluate, this.#scope(branch));
    if (typeof value !== 'number' || !(value >= 0) || value > longestSeconds) {
      throw new StateError(
        'States.QueryEvaluationError',
        `${field} of ${branch.stateName} is not a number above 0`,
      );
    }
    return value;
  }

  #scope(
    branch: Branch,
    sees: {
      readonly context?: Readonly<Record<string, unknown>>;
      readonly result?: unknown;
      readonly errorOutput?: unknown;
    } = {},
  ): Scope {
    const { context, ...rest } = sees;
    const item = branch.mapItem();
    return {
      states: {
        input: branch.input,
        context: {
          ...this.#facts,
          State: {
            Name: branch.stateName,
            EnteredTime: instant(branch.enteredAt),
            RetryCount: branch.retries.reduce((sum, count) => sum + count, 0),
          },
          ...(branch.token === null ? {} : { Task: { Token: branch.token } }),
          ...(item === undefined ? {} : { Map: { Item: item } }),
          ...context,
        },
        ...rest,
      },
      variables: branch.visible(),
    };
  }

  #checkAlive(branch: Branch): void {
    if (branch.dead) throw abandoned;
  }

  #stateError(error: unknown): StateError {
    if (error instanceof StateError) return error;
    this.#host.log('error', 'an execution met a fault', {
      execution: this.row.arn,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return new StateError('States.Runtime', error instanceof Error ? error.message : String(error));
  }

  /** Names the execution, so that a spent token can be told from an invented one; the rest cannot be guessed. */
  #newToken(branch: Branch): string {
    const secret = randomBytes(24).toString('hex');
    return Buffer.from(`${this.row.id}/${branch.id}/${secret}`).toString('base64url');
  }
}

/** The execution that a token was made for, or nothing for a text that is no token. */
export function executionOfToken(token: string): number | undefined {
  const match = /^(\d+)\/\d+\/[0-9a-f]{48}$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  return match === null ? undefined : Number(match[1]);
}

const endEvents: Readonly<Record<Status, string>> = {
  RUNNING: 'ExecutionStarted',
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

function flowOf(state: State, position: number): Flow {
  if (state.type === 'Map') return state.processor;
  const flow = state.type === 'Parallel' ? state.branches[position] : undefined;
  if (flow === undefined) throw new Error(`a ${state.type} has no branch ${position}`);
  return flow;
}

function restoreChild(group: Group, child: Branch): void {
  group.next = Math.max(group.next, child.position + 1);
  if (child.phase === 'done') group.succeeded(child.position, child.outcome);
  else if (child.phase === 'failed') {
    const { error, cause } = child.outcome as { error: string; cause: string };
    group.failed(child.position, new StateError(error, cause));
  } else group.running.add(child);
}

function settle(branch: Branch, outcome: Outcome): void {
  if ('output' in outcome) branch.pending?.resolve(outcome.output);
  else branch.pending?.reject(new StateError(outcome.error, outcome.cause));
}

function taskEvent(
  state: TaskState,
  what: 'Scheduled' | 'Succeeded' | 'Failed',
  details: Readonly<Record<string, unknown>>,
): [type: string, details: Record<string, unknown>] {
  if (state.kind === 'lambda-payload') {
    const { parameters, ...rest } = details;
    return [
      `LambdaFunction${what}`,
      parameters === undefined ? rest : { resource: state.resource, input: parameters },
    ];
  }
  const [, , , , , resourceType, resource] = state.resource.split(':');
  return [`Task${what}`, { resourceType, resource, ...details }];
}

function limited(output: unknown, branch: Branch): string {
  const text = JSON.stringify(output);
  if (text.length > outputLimitBytes || Buffer.byteLength(text) > outputLimitBytes) {
    throw new StateError(
      'States.DataLimitExceeded',
      `The output of ${branch.stateName} is larger than 256 KiB`,
    );
  }
  return text;
}

function wordOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
