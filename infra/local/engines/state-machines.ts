import { randomUUID } from 'node:crypto';
import { AwsError, type LocalStack } from '../stack.ts';
import { transaction } from '../transaction.ts';
import { serveStateMachines } from './state-machines/api.ts';
import type { Branch, Outcome } from './state-machines/branch.ts';
import type { Machine } from './state-machines/definition.ts';
import { Execution, type ExecutionHost } from './state-machines/execution.ts';
import { Expressions } from './state-machines/expressions.ts';
import { type ExecutionRow, Journal } from './state-machines/journal.ts';
import { readDefinition } from './state-machines/read-definition.ts';
import { executionOfToken } from './state-machines/task-state.ts';
import { callTask } from './state-machines/tasks.ts';

export interface DeclaredMachine {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** With all substitutions made. */
  readonly definition: string;
  readonly createdAt: number;
}

/** Step Functions: durable executions of JSONata machines. */
export class StateMachines {
  readonly #stack: LocalStack;
  readonly #journal: Journal;
  readonly #expressions: Expressions;
  readonly #machines = new Map<string, DeclaredMachine>();
  /** By the hash of the definition: an execution ends as the machine was when it began. */
  readonly #compiled = new Map<string, Machine>();
  readonly #hashes = new Map<string, string>();
  readonly #running = new Map<string, Execution>();
  readonly #host: ExecutionHost;
  #started = false;

  constructor(stack: LocalStack, answerGrace: number) {
    this.#stack = stack;
    this.#journal = new Journal(stack.db);
    this.#journal.forgetOld(stack.clock.now());
    this.#expressions = new Expressions(() => stack.clock.now());
    this.#host = {
      journal: this.#journal,
      clock: stack.clock,
      activity: stack.activity,
      log: stack.log,
      tokens: new Map<string, Branch>(),
      call: (task, args, execution) => callTask(stack, task, args, execution),
      answerGrace,
      ended: (execution) => this.#running.delete(execution.row.arn),
    };
    stack.targets.register('states', (arn, payload) => {
      this.start(arn, randomUUID(), payload);
    });
    serveStateMachines(stack, this);
    stack.onStart(() => {
      this.#started = true;
      this.#resume();
    });
    stack.onStop(() => {
      this.#started = false;
      const waiting = [...this.#host.tokens];
      for (const execution of this.#running.values()) execution.freeze();
      // A function that is still running may answer a token: that is kept for the next start.
      for (const [token, branch] of waiting) this.#host.tokens.set(token, branch);
    });
  }

  arnOf(name: string): string {
    return `arn:aws:states:${this.#stack.region}:${this.#stack.account}:stateMachine:${name}`;
  }

  executionArn(machine: string, name: string): string {
    return `arn:aws:states:${this.#stack.region}:${this.#stack.account}:execution:${machine}:${name}`;
  }

  /** Throws a plain Error that names machine, state and field of what is not supported. */
  declare(machine: DeclaredMachine): void {
    const compiled = readDefinition(machine.name, machine.definition, this.#expressions);
    const hash = this.#journal.keepDefinition(machine.name, machine.definition);
    this.#compiled.set(hash, compiled);
    this.#hashes.set(machine.name, hash);
    this.#machines.set(machine.name, machine);
  }

  list(): readonly DeclaredMachine[] {
    return [...this.#machines.values()];
  }

  find(arn: string): DeclaredMachine | undefined {
    const machine = this.#machines.get(arn.split(':')[6] ?? '');
    return machine?.arn === arn ? machine : undefined;
  }

  get journal(): Journal {
    return this.#journal;
  }

  /**
   * Starts an execution; durable when it returns. The same name and input again answer the running execution;
   * the name of one that has ended, or with another input, is refused.
   */
  start(machineArn: string, name: string, input: string): ExecutionRow {
    const machine = this.find(machineArn);
    if (machine === undefined) {
      throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
    }
    const text = normalJson(input);
    const arn = this.executionArn(machine.name, name);
    const known = this.#journal.execution(arn);
    if (known !== undefined) {
      if (known.status === 'RUNNING' && known.input === text) return known;
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const definition = this.#hashes.get(machine.name) ?? '';
    const compiled = this.#machineOf(machine.name, definition);
    const startedAt = this.#stack.clock.now();
    const row = {
      arn,
      machine: machine.name,
      name,
      definition,
      input: text,
      startedAt,
      timeoutAt: compiled.timeoutSeconds === undefined ? null : startedAt + compiled.timeoutSeconds * 1000,
    };
    const execution = transaction(this.#stack.db, () => {
      const id = this.#journal.insertExecution(row);
      const begun = this.#execution(
        { ...row, id, status: 'RUNNING', output: null, error: null, cause: null, stoppedAt: null },
        compiled,
        0,
      );
      begun.prepare();
      return begun;
    });
    // Begins once the code around it has committed; what was rolled back is not there to begin.
    const end = this.#stack.activity.begin(`start of ${name}`);
    queueMicrotask(() => {
      if (this.#started && !this.#running.has(arn) && this.#journal.execution(arn)?.status === 'RUNNING') {
        this.#running.set(arn, execution);
        execution.run();
      }
      end();
    });
    return execution.row;
  }

  stop(arn: string, error: string | undefined, cause: string | undefined): number {
    const row = this.#journal.execution(arn);
    if (row === undefined) {
      throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    }
    this.#running.get(arn)?.abort(error, cause);
    return this.#journal.execution(arn)?.stoppedAt ?? this.#stack.clock.now();
  }

  /** Answers a task; durable when it returns. */
  answer(token: string, outcome: Outcome): void {
    const branch = this.#branchOf(token);
    branch.execution.answer(branch, outcome);
  }

  heartbeat(token: string): void {
    const branch = this.#branchOf(token);
    branch.execution.heartbeat(branch);
  }

  #branchOf(token: string): Branch {
    const branch = this.#host.tokens.get(token);
    if (branch !== undefined) return branch;
    const execution = executionOfToken(token);
    if (execution === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    throw this.#journal.hasExecution(execution)
      ? new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")
      : new AwsError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
  }

  #resume(): void {
    const resumed: Execution[] = [];
    for (const row of this.#journal.running()) {
      const machine = this.#machineOf(row.machine, row.definition);
      const execution = this.#execution(row, machine, this.#journal.lastHistoryId(row.id));
      execution.restore(this.#journal.branches(row.id));
      this.#running.set(row.arn, execution);
      resumed.push(execution);
    }
    for (const execution of resumed) execution.run();
    if (resumed.length > 0) this.#stack.log('info', 'executions go on', { count: resumed.length });
  }

  #machineOf(name: string, hash: string): Machine {
    let machine = this.#compiled.get(hash);
    if (machine === undefined) {
      machine = readDefinition(name, this.#journal.definitionOf(hash), this.#expressions);
      this.#compiled.set(hash, machine);
    }
    return machine;
  }

  #execution(row: ExecutionRow, machine: Machine, historyId: number): Execution {
    const roleArn = this.#machines.get(row.machine)?.roleArn ?? '';
    const names = { machineArn: this.arnOf(row.machine), machineName: row.machine, roleArn };
    return new Execution(this.#host, row, machine, names, historyId);
  }
}

/** One text for equal inputs that differ in blanks alone. */
function normalJson(input: string): string {
  try {
    return JSON.stringify(JSON.parse(input));
  } catch (cause) {
    const error = new AwsError(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: '${String(cause)}'`,
    );
    error.cause = cause;
    throw error;
  }
}

const engines = new WeakMap<LocalStack, StateMachines>();

/** `answerGrace` counts when the engine is made, with the first machine; see `ExecutionHost`. */
export function stateMachinesOf(stack: LocalStack, answerGrace = 5_000): StateMachines {
  let engine = engines.get(stack);
  if (engine === undefined) {
    engine = new StateMachines(stack, answerGrace);
    engines.set(stack, engine);
  }
  return engine;
}
