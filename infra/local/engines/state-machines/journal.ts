import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transaction } from '../../transaction.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/**
 * What a branch is doing, so that it can go on after a restart:
 * `entered` the state from its beginning; `retrying` waits until `until` for its next attempt; `waiting` in a Wait;
 * `calling` a function that has not answered; `called` it answered and its task token is waited for; `answered` the
 * outcome of the task is known but not yet acted on; `children` its Map or Parallel runs; `done` and `failed` have
 * ended and are kept until the parent has gathered its children.
 */
export type Phase =
  | 'entered'
  | 'retrying'
  | 'waiting'
  | 'calling'
  | 'called'
  | 'answered'
  | 'children'
  | 'done'
  | 'failed';

export interface ExecutionRow {
  readonly id: number;
  readonly arn: string;
  readonly machine: string;
  readonly name: string;
  readonly definition: string;
  readonly status: Status;
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly startedAt: number;
  readonly stoppedAt: number | null;
  readonly timeoutAt: number | null;
}

/** The changing part of a branch. All JSON is kept as text. */
export interface BranchState {
  readonly state: string;
  readonly phase: Phase;
  readonly input: string;
  readonly variables: string;
  readonly enteredAt: number;
  /** Attempts that each retrier of the state has used up, as a JSON array. */
  readonly retries: string;
  readonly until: number | null;
  /** A task's arguments, a Map's items, or the input of a Parallel's branches. */
  readonly work: string | null;
  readonly token: string | null;
  readonly timeoutAt: number | null;
  readonly heartbeatSeconds: number | null;
  readonly heartbeatAt: number | null;
  /** Output of a branch that is done; outcome of a task that is answered; error of a branch that failed. */
  readonly outcome: string | null;
}

export interface BranchRow extends BranchState {
  readonly id: number;
  readonly execution: number;
  readonly parent: number | null;
  readonly position: number;
}

export interface HistoryEvent {
  readonly id: number;
  readonly type: string;
  readonly at: number;
  readonly details: string | null;
}

const schema = `
CREATE TABLE IF NOT EXISTS states_definition (hash TEXT PRIMARY KEY, machine TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS states_execution (
  id INTEGER PRIMARY KEY,
  arn TEXT NOT NULL UNIQUE,
  machine TEXT NOT NULL,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  status TEXT NOT NULL,
  input TEXT NOT NULL,
  output TEXT,
  error TEXT,
  cause TEXT,
  started_at INTEGER NOT NULL,
  stopped_at INTEGER,
  timeout_at INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS states_execution_running ON states_execution (id) WHERE status = 'RUNNING';
CREATE INDEX IF NOT EXISTS states_execution_machine ON states_execution (machine, id);
CREATE INDEX IF NOT EXISTS states_execution_stopped ON states_execution (stopped_at);
CREATE TABLE IF NOT EXISTS states_branch (
  id INTEGER PRIMARY KEY,
  execution INTEGER NOT NULL REFERENCES states_execution (id) ON DELETE CASCADE,
  parent INTEGER REFERENCES states_branch (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  state TEXT NOT NULL,
  phase TEXT NOT NULL,
  input TEXT NOT NULL,
  variables TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  retries TEXT NOT NULL,
  until INTEGER,
  work TEXT,
  token TEXT,
  timeout_at INTEGER,
  heartbeat_seconds REAL,
  heartbeat_at INTEGER,
  outcome TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS states_branch_execution ON states_branch (execution);
CREATE INDEX IF NOT EXISTS states_branch_parent ON states_branch (parent) WHERE parent IS NOT NULL;
CREATE TABLE IF NOT EXISTS states_history (
  execution INTEGER NOT NULL REFERENCES states_execution (id) ON DELETE CASCADE,
  id INTEGER NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  details TEXT,
  PRIMARY KEY (execution, id)
) STRICT, WITHOUT ROWID;
`;

const executionColumns = `id, arn, machine, name, definition, status, input, output, error, cause,
  started_at AS startedAt, stopped_at AS stoppedAt, timeout_at AS timeoutAt`;
const branchColumns = `id, execution, parent, position, state, phase, input, variables, entered_at AS enteredAt, retries,
  until, work, token, timeout_at AS timeoutAt, heartbeat_seconds AS heartbeatSeconds, heartbeat_at AS heartbeatAt, outcome`;

/** AWS keeps a finished execution, and with it its name, for ninety days. */
const keptMilliseconds = 90 * 86_400_000;

/** What executions have done and are about to do. A change is written here before its effects begin. */
export class Journal {
  readonly #db: DatabaseSync;
  readonly #insertExecution: StatementSync;
  readonly #endExecution: StatementSync;
  readonly #execution: StatementSync;
  readonly #insertBranch: StatementSync;
  readonly #updateBranch: StatementSync;
  readonly #updatePhase: StatementSync;
  readonly #updateHeartbeat: StatementSync;
  readonly #deleteChildren: StatementSync;
  readonly #deleteBranches: StatementSync;
  readonly #insertHistory: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    db.exec(schema);
    this.#insertExecution = db.prepare(
      `INSERT INTO states_execution (arn, machine, name, definition, status, input, started_at, timeout_at)
       VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?)`,
    );
    this.#endExecution = db.prepare(
      'UPDATE states_execution SET status = ?, output = ?, error = ?, cause = ?, stopped_at = ? WHERE id = ?',
    );
    this.#execution = db.prepare(`SELECT ${executionColumns} FROM states_execution WHERE arn = ?`);
    this.#insertBranch = db.prepare(
      `INSERT INTO states_branch (execution, parent, position, state, phase, input, variables, entered_at, retries)
       VALUES (?, ?, ?, ?, 'entered', ?, ?, ?, '[]')`,
    );
    this.#updateBranch = db.prepare(
      `UPDATE states_branch SET state = ?, phase = ?, input = ?, variables = ?, entered_at = ?, retries = ?, until = ?,
         work = ?, token = ?, timeout_at = ?, heartbeat_seconds = ?, heartbeat_at = ?, outcome = ? WHERE id = ?`,
    );
    this.#updatePhase = db.prepare('UPDATE states_branch SET phase = ?, outcome = ? WHERE id = ?');
    this.#updateHeartbeat = db.prepare('UPDATE states_branch SET heartbeat_at = ? WHERE id = ?');
    this.#deleteChildren = db.prepare('DELETE FROM states_branch WHERE parent = ?');
    this.#deleteBranches = db.prepare('DELETE FROM states_branch WHERE execution = ?');
    this.#insertHistory = db.prepare('INSERT INTO states_history VALUES (?, ?, ?, ?, ?)');
  }

  /** Several writes as one. */
  together<T>(write: () => T): T {
    return transaction(this.#db, write);
  }

  /** Answers the hash under which the text is kept for as long as executions need it. */
  keepDefinition(machine: string, text: string): string {
    const hash = createHash('sha256').update(machine).update('\n').update(text).digest('hex');
    this.#db.prepare('INSERT OR IGNORE INTO states_definition VALUES (?, ?, ?)').run(hash, machine, text);
    return hash;
  }

  definitionOf(hash: string): string {
    return String(this.#db.prepare('SELECT text FROM states_definition WHERE hash = ?').get(hash)?.['text']);
  }

  insertExecution(
    row: Pick<ExecutionRow, 'arn' | 'machine' | 'name' | 'definition' | 'input' | 'startedAt' | 'timeoutAt'>,
  ): number {
    const { lastInsertRowid } = this.#insertExecution.run(
      row.arn,
      row.machine,
      row.name,
      row.definition,
      row.input,
      row.startedAt,
      row.timeoutAt,
    );
    return Number(lastInsertRowid);
  }

  endExecution(
    id: number,
    end: { status: Status; output?: string; error?: string; cause?: string; at: number },
  ): void {
    this.#endExecution.run(end.status, end.output ?? null, end.error ?? null, end.cause ?? null, end.at, id);
    this.#deleteBranches.run(id);
  }

  execution(arn: string): ExecutionRow | undefined {
    return this.#execution.get(arn) as ExecutionRow | undefined;
  }

  hasExecution(id: number): boolean {
    return this.#db.prepare('SELECT 1 FROM states_execution WHERE id = ?').get(id) !== undefined;
  }

  running(): readonly ExecutionRow[] {
    return this.#db
      .prepare(`SELECT ${executionColumns} FROM states_execution WHERE status = 'RUNNING' ORDER BY id`)
      .all() as unknown as ExecutionRow[];
  }

  /** Newest first, those before the execution `before`. */
  list(machine: string, status: string | undefined, before: number, limit: number): readonly ExecutionRow[] {
    return this.#db
      .prepare(
        `SELECT ${executionColumns} FROM states_execution
         WHERE machine = :machine AND id < :before AND (:status IS NULL OR status = :status) ORDER BY id DESC LIMIT :limit`,
      )
      .all({ machine, before, status: status ?? null, limit }) as unknown as ExecutionRow[];
  }

  insertBranch(row: {
    execution: number;
    parent: number | null;
    position: number;
    state: string;
    input: string;
    enteredAt: number;
  }): number {
    const { lastInsertRowid } = this.#insertBranch.run(
      row.execution,
      row.parent,
      row.position,
      row.state,
      row.input,
      '{}',
      row.enteredAt,
    );
    return Number(lastInsertRowid);
  }

  updateBranch(id: number, row: BranchState): void {
    this.#updateBranch.run(
      row.state,
      row.phase,
      row.input,
      row.variables,
      row.enteredAt,
      row.retries,
      row.until,
      row.work,
      row.token,
      row.timeoutAt,
      row.heartbeatSeconds,
      row.heartbeatAt,
      row.outcome,
      id,
    );
  }

  updatePhase(id: number, phase: Phase, outcome: string | null): void {
    this.#updatePhase.run(phase, outcome, id);
  }

  updateHeartbeat(id: number, at: number): void {
    this.#updateHeartbeat.run(at, id);
  }

  deleteChildren(parent: number): void {
    this.#deleteChildren.run(parent);
  }

  /** Parents before their children. */
  branches(execution: number): readonly BranchRow[] {
    return this.#db
      .prepare(`SELECT ${branchColumns} FROM states_branch WHERE execution = ? ORDER BY id`)
      .all(execution) as unknown as BranchRow[];
  }

  insertHistory(execution: number, event: HistoryEvent): void {
    this.#insertHistory.run(execution, event.id, event.type, event.at, event.details);
  }

  lastHistoryId(execution: number): number {
    const row = this.#db
      .prepare('SELECT MAX(id) AS id FROM states_history WHERE execution = ?')
      .get(execution);
    return Number(row?.['id'] ?? 0);
  }

  history(execution: number, after: number, limit: number, reverse: boolean): readonly HistoryEvent[] {
    return this.#db
      .prepare(
        reverse
          ? 'SELECT id, type, at, details FROM states_history WHERE execution = ? AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?'
          : 'SELECT id, type, at, details FROM states_history WHERE execution = ? AND (? = 0 OR id > ?) ORDER BY id LIMIT ?',
      )
      .all(execution, after, after, limit) as unknown as HistoryEvent[];
  }

  forgetOld(now: number): void {
    this.#db.prepare('DELETE FROM states_execution WHERE stopped_at <= ?').run(now - keptMilliseconds);
    this.#db.exec(
      'DELETE FROM states_definition WHERE hash NOT IN (SELECT definition FROM states_execution)',
    );
  }
}
