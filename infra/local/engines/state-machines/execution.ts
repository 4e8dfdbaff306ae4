import type { Activity, Clock, LocalStack } from '../../stack.ts';
import { abandoned, Branch, type Outcome } from './branch.ts';
import type { Flow, Machine, State, TaskState } from './definition.ts';
import { Group, type GroupWork } from './group.ts';
import { childSettled, flowOf, restoreChild } from './group-states.ts';
import type { BranchRow, ExecutionRow, Journal, Status } from './journal.ts';
import { instant, type Left, leave } from './scope.ts';
import { matchesError, pickRetrier, retryDelay, StateError } from './state-error.ts';
import { perform } from './states.ts';
import { armTask, settle, taskEvent } from './task-state.ts';

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

/** What the states of an execution do with it. */
export interface Run {
  readonly host: ExecutionHost;
  /** Adds to the history; written with the next change. */
  note(type: string, details: unknown): void;
  record(branch: Branch, state: State): void;
  newBranch(
    parent: Branch | undefined,
    position: number,
    flow: Flow,
    input: unknown,
    inputText: string,
  ): Branch;
  /** Lets a branch run on from where it is. */
  drive(branch: Branch): void;
  release(branch: Branch): void;
}

const outputLimitBytes = 256 * 1024;

/** One run of a machine. */
export class Execution implements Run {
  readonly row: ExecutionRow;
  readonly names: ExecutionNames;
  readonly host: ExecutionHost;
  readonly #machine: Machine;
  /** The part of `$states.context` that stays the same. */
  readonly facts: Readonly<Record<string, unknown>>;
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
    this.host = host;
    this.row = row;
    this.#machine = machine;
    this.names = names;
    this.#historyId = historyId;
    this.facts = {
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
    this.note('ExecutionStarted', { input: this.row.input, roleArn: this.names.roleArn });
    this.#root = this.newBranch(undefined, 0, this.#machine, JSON.parse(this.row.input), this.row.input);
    this.#flush();
  }

  /** Rebuilds the branches as the journal has them. */
  restore(rows: readonly BranchRow[]): void {
    const branches = new Map<number, Branch>();
    for (const row of rows) {
      const parent = row.parent === null ? undefined : branches.get(row.parent);
      const flow = parent === undefined ? this.#machine : flowOf(parent.state, row.position);
      const branch = new Branch(this.host, {
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
      this.#cancelTimeout = this.host.clock.at(this.row.timeoutAt, () =>
        this.#end('TIMED_OUT', {
          error: 'States.Timeout',
          cause: 'The execution ran longer than its TimeoutSeconds',
        }),
      );
    }
    this.drive(this.#root);
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
    this.host.journal.updatePhase(branch.id, 'answered', JSON.stringify(outcome));
    branch.phase = 'answered';
    branch.outcome = outcome;
    this.host.tokens.delete(branch.token ?? '');
    settle(branch, outcome);
  }

  heartbeat(branch: Branch): void {
    if (branch.heartbeatSeconds === null) return;
    branch.heartbeatAt = this.host.clock.now() + branch.heartbeatSeconds * 1000;
    this.host.journal.updateHeartbeat(branch.id, branch.heartbeatAt);
    branch.clearAlarms();
    armTask(branch);
  }

  drive(branch: Branch): void {
    void this.#drive(branch);
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
          await branch.sleepUntil(branch.until ?? 0);
          branch.reset('entered');
        }
        return await perform(branch, state, this);
      } catch (error) {
        branch.checkAlive();
        const failure = this.#stateError(error);
        this.release(branch);
        if (state.type === 'Task')
          this.note(...taskEvent(state, 'Failed', { error: failure.error, cause: failure.reason }));
        if (!('retriers' in state)) throw failure;
        const index = pickRetrier(state.retriers, branch.retries, failure.error);
        const retrier = index === undefined ? undefined : state.retriers[index];
        if (index !== undefined && retrier !== undefined) {
          const used = branch.retries[index] ?? 0;
          branch.reset('retrying');
          branch.retries = state.retriers.map((_, at) => (branch.retries[at] ?? 0) + (at === index ? 1 : 0));
          branch.until = this.host.clock.now() + retryDelay(retrier, used, Math.random());
          this.record(branch, state);
          continue;
        }
        const catcher = state.catchers.find((clause) => matchesError(clause.errorEquals, failure.error));
        if (catcher === undefined) throw failure;
        const errorOutput = { Error: failure.error, Cause: failure.reason };
        return await leave(branch, catcher, { errorOutput }, errorOutput);
      }
    }
  }

  newBranch(
    parent: Branch | undefined,
    position: number,
    flow: Flow,
    input: unknown,
    inputText: string,
  ): Branch {
    const enteredAt = this.host.clock.now();
    const id = this.host.journal.insertBranch({
      execution: this.row.id,
      parent: parent?.id ?? null,
      position,
      state: flow.startAt,
      input: inputText,
      enteredAt,
    });
    const branch = new Branch(this.host, { id, execution: this, parent, position, flow, input, enteredAt });
    this.note(`${branch.state.type}StateEntered`, { name: branch.stateName, input: inputText });
    return branch;
  }

  #advance(branch: Branch, state: State, left: Left, next: string): void {
    const text = limited(left.output, branch);
    const grouped = branch.group !== undefined;
    this.note(`${state.type}StateExited`, { name: branch.stateName, output: text });
    if (left.assigned !== undefined) branch.assign(left.assigned);
    this.release(branch);
    branch.enter(next, left.output, text, this.host.clock.now());
    this.note(`${branch.state.type}StateEntered`, { name: next, input: text });
    this.record(branch, state, grouped);
  }

  #finish(branch: Branch, state: State, left: Left): void {
    const text = limited(left.output, branch);
    this.note(`${state.type}StateExited`, { name: branch.stateName, output: text });
    this.release(branch);
    if (branch.parent === undefined) {
      this.#end('SUCCEEDED', { output: text });
      return;
    }
    branch.reset('done');
    branch.outcome = left.output;
    this.record(branch, state);
    childSettled(branch.parent, branch, this, (group) => group.succeeded(branch.position, left.output));
  }

  #fail(branch: Branch, failure: StateError): void {
    if (branch.parent === undefined) {
      this.#end('FAILED', { error: failure.error, cause: failure.reason });
      return;
    }
    const { state } = branch;
    this.release(branch);
    branch.reset('failed');
    branch.outcome = { error: failure.error, cause: failure.reason };
    this.record(branch, state);
    childSettled(branch.parent, branch, this, (group) => group.failed(branch.position, failure));
  }

  #end(status: Status, end: { output?: string; error?: string; cause?: string }): void {
    const at = this.host.clock.now();
    this.host.journal.together(() => {
      this.note(endEvents[status], end);
      this.#flush();
      this.host.journal.endExecution(this.row.id, { status, ...end, at });
    });
    this.#cancelTimeout?.();
    if (this.#root !== undefined) this.#kill(this.#root);
    this.host.ended(this);
  }

  release(branch: Branch): void {
    branch.clearAlarms();
    if (branch.token !== null) this.host.tokens.delete(branch.token);
    if (branch.group !== undefined) {
      branch.group.over = true;
      for (const child of branch.group.running) this.#kill(child);
    }
  }

  #kill(branch: Branch): void {
    branch.dead = true;
    this.release(branch);
    branch.rest();
  }

  record(branch: Branch, state: State, grouped = state.type === 'Map' || state.type === 'Parallel'): void {
    this.host.journal.together(() => {
      this.host.journal.updateBranch(branch.id, branch.record());
      if (grouped && branch.phase !== 'children') this.host.journal.deleteChildren(branch.id);
      this.#flush();
    });
  }

  note(type: string, details: unknown): void {
    this.#notes.push({ type, at: this.host.clock.now(), details });
  }

  #flush(): void {
    const notes = this.#notes;
    this.#notes = [];
    for (const { type, at, details } of notes) {
      this.#historyId += 1;
      this.host.journal.insertHistory(this.row.id, {
        id: this.#historyId,
        type,
        at,
        details: details === undefined ? null : JSON.stringify(details),
      });
    }
  }

  #stateError(error: unknown): StateError {
    if (error instanceof StateError) return error;
    this.host.log('error', 'an execution met a fault', {
      execution: this.row.arn,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return new StateError('States.Runtime', error instanceof Error ? error.message : String(error));
  }
}

const endEvents: Readonly<Record<Status, string>> = {
  RUNNING: 'ExecutionStarted',
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

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
