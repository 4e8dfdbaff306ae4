import type { LocalStack } from '../../stack.ts';
import { StartError } from '../../start-error.ts';
import { transaction } from '../../transaction.ts';

/** Retries as EventBridge does them, and where an event goes for which they were in vain. */
export interface DeliveryPolicy {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly deadLetterArn?: string | undefined;
}

export const defaultPolicy: DeliveryPolicy = { maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400 };

export interface Parcel {
  readonly arn: string;
  readonly payload: string;
  readonly groupId?: string | undefined;
  readonly policy: DeliveryPolicy;
  /** ARN of the rule or schedule that sends it. */
  readonly origin: string;
}

interface Attempted extends Parcel {
  readonly attempts: number;
  readonly firstAt: number;
}

const firstPauseMilliseconds = 1_000;
const longestPauseMilliseconds = 3_600_000;

type DeliveryStack = Pick<
  LocalStack,
  'db' | 'clock' | 'targets' | 'queues' | 'log' | 'activity' | 'onStart' | 'onStop'
>;

const deliveries = new WeakMap<DeliveryStack, Delivery>();

/** Hands payloads to targets. What a target does not take is kept in the stack's memory and tried again. */
export class Delivery {
  readonly #stack: DeliveryStack;
  readonly #expected: { readonly arn: string; readonly origin: string }[] = [];
  readonly #cancels = new Set<() => void>();

  static of(stack: DeliveryStack): Delivery {
    let delivery = deliveries.get(stack);
    if (delivery === undefined) {
      delivery = new Delivery(stack);
      deliveries.set(stack, delivery);
    }
    return delivery;
  }

  private constructor(stack: DeliveryStack) {
    this.#stack = stack;
    stack.db.exec(
      'CREATE TABLE IF NOT EXISTS events_retry (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, parcel TEXT NOT NULL) STRICT',
    );
    stack.onStart(() => {
      for (const { arn, origin } of this.#expected) {
        if (!stack.targets.reaches(arn))
          throw new StartError(`${origin}: no support here for the target ${arn}`);
      }
      for (const row of stack.db.prepare('SELECT id, at, parcel FROM events_retry').all()) {
        this.#arm(Number(row['id']), Number(row['at']), JSON.parse(String(row['parcel'])) as Attempted);
      }
    });
    stack.onStop(() => {
      for (const cancel of this.#cancels) cancel();
    });
  }

  /** A target of a service that is not here stops the start. */
  expect(arn: string, origin: string): void {
    this.#expected.push({ arn, origin });
  }

  /** Durable when it returns, or when the transaction around it commits. */
  deliver(parcel: Parcel): void {
    this.#attempt({ ...parcel, attempts: 0, firstAt: this.#stack.clock.now() });
  }

  #attempt(parcel: Attempted): void {
    const { db, targets } = this.#stack;
    try {
      transaction(db, () =>
        targets.deliver(
          parcel.arn,
          parcel.payload,
          parcel.groupId === undefined ? {} : { groupId: parcel.groupId },
        ),
      );
    } catch (error) {
      this.#postpone(parcel, error instanceof Error ? error.message : String(error));
    }
  }

  #postpone(parcel: Attempted, reason: string): void {
    const { db, clock, log, queues } = this.#stack;
    const { policy } = parcel;
    const pause = Math.min(firstPauseMilliseconds * 2 ** parcel.attempts, longestPauseMilliseconds);
    const at = clock.now() + pause;
    if (
      parcel.attempts < policy.maximumRetryAttempts &&
      at - parcel.firstAt <= policy.maximumEventAgeSeconds * 1000
    ) {
      const next = { ...parcel, attempts: parcel.attempts + 1 };
      const { lastInsertRowid } = db
        .prepare('INSERT INTO events_retry (at, parcel) VALUES (?, ?)')
        .run(at, JSON.stringify(next));
      this.#arm(Number(lastInsertRowid), at, next);
      log('warn', 'a target did not take an event; trying again', {
        target: parcel.arn,
        origin: parcel.origin,
        reason,
      });
      return;
    }
    log('error', 'a target did not take an event', { target: parcel.arn, origin: parcel.origin, reason });
    if (policy.deadLetterArn !== undefined) queues.send(policy.deadLetterArn, parcel.payload);
  }

  #arm(id: number, at: number, parcel: Attempted): void {
    const cancel = this.#stack.clock.at(at, () => {
      this.#cancels.delete(cancel);
      transaction(this.#stack.db, () => {
        const { changes } = this.#stack.db.prepare('DELETE FROM events_retry WHERE id = ?').run(id);
        // Gone when the transaction that had postponed it was rolled back.
        if (Number(changes) > 0) this.#attempt(parcel);
      });
    });
    this.#cancels.add(cancel);
  }
}
