import type { Activity, Clock, InvocationResult, LocalStack, Targets } from '../../stack.ts';
import { transaction } from '../../transaction.ts';

/** How a function's asynchronous invocations are treated, from its EventInvokeConfig and DeadLetterConfig. */
export interface AsynchronousSettings {
  readonly maximumRetryAttempts: number;
  readonly maximumAgeSeconds: number;
  readonly onSuccess?: string;
  readonly onFailure?: string;
  readonly deadLetterArn?: string;
}

export const asynchronousDefaults: AsynchronousSettings = {
  maximumRetryAttempts: 2,
  maximumAgeSeconds: 21_600,
};

interface Host {
  readonly db: LocalStack['db'];
  readonly clock: Clock;
  readonly activity: Activity;
  readonly targets: Targets;
  readonly log: LocalStack['log'];
  readonly invoke: (arn: string, payload: string) => Promise<InvocationResult>;
  readonly settings: (arn: string) => AsynchronousSettings;
}

interface Row {
  readonly id: number;
  readonly arn: string;
  readonly payload: string;
  readonly attempts: number;
  readonly created_at: number;
  readonly due_at: number;
}

/** Lambda waits a minute before the first retry and two before the second. */
const retrySeconds = [60, 120];

/** Invocations that nobody waits for. A row is there from acceptance until the function, or its destination, has it. */
export class AsynchronousInvocations {
  readonly #host: Host;
  #started = false;

  constructor(host: Host) {
    this.#host = host;
    host.db.exec(`
      CREATE TABLE IF NOT EXISTS lambda_asynchronous (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        arn TEXT NOT NULL,
        payload TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL
      )`);
  }

  accept(arn: string, payload: string): void {
    const now = this.#host.clock.now();
    const { lastInsertRowid } = this.#host.db
      .prepare(
        'INSERT INTO lambda_asynchronous (arn, payload, attempts, created_at, due_at) VALUES (?, ?, 0, ?, ?)',
      )
      .run(arn, payload, now, now);
    if (this.#started) this.#soon(Number(lastInsertRowid));
  }

  start(): void {
    this.#started = true;
    const rows = this.#host.db.prepare('SELECT id, due_at FROM lambda_asynchronous ORDER BY id').all();
    for (const { id, due_at } of rows) this.#schedule(Number(id), Number(due_at));
  }

  stop(): void {
    this.#started = false;
  }

  #schedule(id: number, dueAt: number): void {
    if (dueAt <= this.#host.clock.now()) this.#soon(id);
    else this.#host.clock.at(dueAt, () => this.#soon(id));
  }

  /** After the running code, and with it the transaction that may hold the new row, has ended. */
  #soon(id: number): void {
    const end = this.#host.activity.begin('asynchronous invocation');
    queueMicrotask(() => {
      void this.#run(id).finally(end);
    });
  }

  async #run(id: number): Promise<void> {
    if (!this.#started) return;
    const row = this.#host.db.prepare('SELECT * FROM lambda_asynchronous WHERE id = ?').get(id) as
      | Row
      | undefined;
    if (row === undefined) return;
    const result = await this.#host.invoke(row.arn, row.payload);
    // What the stop cut off runs again at the next start.
    if (!this.#started) return;
    const settings = this.#host.settings(row.arn);
    if (result.ok) {
      transaction(this.#host.db, () => {
        if (settings.onSuccess !== undefined) {
          this.#host.targets.deliver(settings.onSuccess, this.#record(row, result, 'Success'));
        }
        this.#forget(id);
      });
      return;
    }
    const attempts = row.attempts + 1;
    const dueAt = this.#host.clock.now() + (retrySeconds[row.attempts] ?? retrySeconds.at(-1)!) * 1000;
    if (
      attempts <= settings.maximumRetryAttempts &&
      dueAt - row.created_at <= settings.maximumAgeSeconds * 1000
    ) {
      this.#host.db
        .prepare('UPDATE lambda_asynchronous SET attempts = ?, due_at = ? WHERE id = ?')
        .run(attempts, dueAt, id);
      this.#schedule(id, dueAt);
      return;
    }
    this.#giveUp({ ...row, attempts }, result, settings);
  }

  #giveUp(row: Row, result: InvocationResult & { ok: false }, settings: AsynchronousSettings): void {
    this.#host.log('error', 'an asynchronous invocation was given up', {
      function: row.arn.split(':').at(-1),
      error: result.errorType,
      message: result.errorMessage,
      attempts: row.attempts,
    });
    transaction(this.#host.db, () => {
      if (settings.onFailure !== undefined) {
        this.#host.targets.deliver(settings.onFailure, this.#record(row, result, 'RetriesExhausted'));
      } else if (settings.deadLetterArn !== undefined) {
        this.#host.targets.deliver(settings.deadLetterArn, row.payload);
      }
      this.#forget(row.id);
    });
  }

  #forget(id: number): void {
    this.#host.db.prepare('DELETE FROM lambda_asynchronous WHERE id = ?').run(id);
  }

  /** The invocation record that Lambda sends to a destination. */
  #record(row: Row, result: InvocationResult, condition: string): string {
    return JSON.stringify({
      version: '1.0',
      timestamp: new Date(this.#host.clock.now()).toISOString(),
      requestContext: {
        requestId: String(row.id),
        functionArn: `${row.arn}:$LATEST`,
        condition,
        approximateInvokeCount: row.attempts,
      },
      requestPayload: JSON.parse(row.payload),
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(result.ok ? {} : { functionError: 'Unhandled' }),
      },
      responsePayload: result.ok
        ? result.payload
        : { errorType: result.errorType, errorMessage: result.errorMessage },
    });
  }
}
