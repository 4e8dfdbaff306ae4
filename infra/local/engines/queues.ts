import type { LocalStack, QueueEngine } from '../stack.ts';
import { serveQueues } from './queues/api.ts';
import { type ConsumeHandler, type ConsumeOptions, Consumption } from './queues/consumption.ts';
import {
  type Counts,
  MessageStore,
  type Outgoing,
  type QueueSettings,
  type Receipt,
  type StoredMessage,
} from './queues/message-store.ts';
import { Turns } from './queues/turns.ts';

/** What the queues need of the stack, so that they can be built before it is whole. */
export type QueueHost = Pick<
  LocalStack,
  | 'region'
  | 'account'
  | 'db'
  | 'clock'
  | 'activity'
  | 'aws'
  | 'targets'
  | 'onStart'
  | 'onStop'
  | 'onClose'
  | 'log'
>;

/** A receiver that waits for a message over the API. */
interface Waiter {
  readonly limit: number;
  readonly visibilitySeconds: number;
  readonly answer: (messages: readonly StoredMessage[]) => void;
}

interface Queue {
  readonly settings: QueueSettings;
  readonly consumptions: Consumption[];
  readonly waiters: Set<Waiter>;
  woken: boolean;
  /** The moment at which hidden messages are looked at again, and how to call that off. */
  alarm: { readonly at: number; readonly cancel: () => void } | undefined;
  expiredAt: number;
}

/** Retention is enforced at each hand-out; rows are swept at most this often. */
const sweepMilliseconds = 60_000;

/** SQS: durable queues with visibility, order by group, delay, retention and dead letters. */
export class Queues implements QueueEngine {
  readonly #host: QueueHost;
  readonly #store: MessageStore;
  readonly #queues = new Map<string, Queue>();
  readonly #turns = new Turns();
  #started = false;
  #closed = false;

  constructor(host: QueueHost) {
    this.#host = host;
    this.#store = new MessageStore(host.db);
    host.targets.register('sqs', (arn, payload, options) => this.send(arn, payload, options));
    serveQueues(host.aws, this);
    host.onStart(() => {
      this.#started = true;
      for (const queue of this.#queues.values()) {
        this.#store.reclaim(queue.settings, host.clock.now());
        this.#wake(queue);
      }
    });
    host.onStop(() => {
      this.#started = false;
      for (const queue of this.#queues.values()) {
        queue.alarm?.cancel();
        for (const consumption of queue.consumptions) consumption.stop();
        for (const waiter of queue.waiters) waiter.answer([]);
      }
    });
    host.onClose(() => {
      this.#closed = true;
    });
  }

  declare(settings: QueueSettings): void {
    this.#queues.set(settings.name, {
      settings,
      consumptions: [],
      waiters: new Set(),
      woken: false,
      alarm: undefined,
      expiredAt: 0,
    });
  }

  arnOf(name: string): string {
    return `arn:aws:sqs:${this.#host.region}:${this.#host.account}:${name}`;
  }

  queueUrl(queueArn: string): string {
    return `${this.#host.aws.url}/sqs/${this.#host.account}/${queueArn.split(':').at(-1)}`;
  }

  /** By name, ARN or URL. */
  find(reference: string): QueueSettings | undefined {
    return this.#queues.get(reference.split(/[:/]/).at(-1) ?? '')?.settings;
  }

  list(): readonly QueueSettings[] {
    return [...this.#queues.values()].map((queue) => queue.settings);
  }

  send(
    queueArn: string,
    body: string,
    options: { readonly groupId?: string; readonly delaySeconds?: number } = {},
  ): void {
    this.sendAll(this.#queueOf(queueArn).settings, [{ body, ...options }]);
  }

  sendAll(
    settings: QueueSettings,
    messages: readonly Outgoing[],
  ): readonly { readonly messageId: string; readonly seq: number }[] {
    const sent = this.#store.send(settings, messages, this.#host.clock.now());
    this.#wake(this.#queueOf(settings.name));
    return sent;
  }

  consume(queueArn: string, options: ConsumeOptions, handler: ConsumeHandler): void {
    const queue = this.#queueOf(queueArn);
    queue.consumptions.push(new Consumption(options, handler, this.#host.activity, this.#turns));
    this.#wake(queue);
  }

  /** Waits up to `waitSeconds` of real time for the first message. */
  async receive(
    settings: QueueSettings,
    options: { readonly limit: number; readonly visibilitySeconds: number; readonly waitSeconds: number },
  ): Promise<readonly StoredMessage[]> {
    const queue = this.#queueOf(settings.name);
    const messages = this.#take(
      queue,
      options.limit,
      options.visibilitySeconds,
      false,
      this.#host.clock.now(),
    );
    if (messages.length > 0 || options.waitSeconds === 0) return messages;
    return await new Promise((resolve) => {
      const waiter: Waiter = {
        ...options,
        answer: (found) => {
          clearTimeout(timer);
          queue.waiters.delete(waiter);
          resolve(found);
        },
      };
      const timer = setTimeout(() => waiter.answer([]), options.waitSeconds * 1000);
      queue.waiters.add(waiter);
    });
  }

  delete(settings: QueueSettings, receipts: readonly Receipt[]): void {
    if (this.#store.delete(settings, receipts) > 0 && settings.fifo) this.#wake(this.#queueOf(settings.name));
  }

  changeVisibility(settings: QueueSettings, receipt: Receipt, seconds: number): boolean {
    const changed = this.#store.changeVisibility(settings, receipt, seconds, this.#host.clock.now());
    if (changed) this.#wake(this.#queueOf(settings.name));
    return changed;
  }

  counts(settings: QueueSettings): Counts {
    return this.#store.counts(settings, this.#host.clock.now());
  }

  purge(settings: QueueSettings): void {
    this.#store.purge(settings);
  }

  /** Moves what is in a dead-letter queue back to where it came from, or to one other queue. */
  moveAll(from: QueueSettings, to: QueueSettings | undefined): number {
    const moved = this.#store.moveAll(
      from,
      (source) => to ?? (source === null ? undefined : this.find(source)),
      this.#host.clock.now(),
    );
    for (const queue of this.#queues.values()) this.#wake(queue);
    return moved;
  }

  #queueOf(reference: string): Queue {
    const queue = this.#queues.get(reference.split(/[:/]/).at(-1) ?? '');
    if (queue === undefined) throw new Error(`no queue ${reference}`);
    return queue;
  }

  /** Looks at the queue once the running code, and with it any open transaction, has ended. */
  #wake(queue: Queue): void {
    if (queue.woken || !this.#started) return;
    queue.woken = true;
    const end = this.#host.activity.begin(`queue ${queue.settings.name}`);
    queueMicrotask(() => {
      queue.woken = false;
      try {
        if (this.#started) this.#pump(queue);
      } finally {
        end();
      }
    });
  }

  #pump(queue: Queue): void {
    // One instant for all of it: what becomes visible meanwhile is not overlooked when the alarm is set.
    const now = this.#host.clock.now();
    for (const waiter of [...queue.waiters]) {
      const messages = this.#take(queue, waiter.limit, waiter.visibilitySeconds, false, now);
      if (messages.length === 0) break;
      waiter.answer(messages);
    }
    for (let fed = true; fed; ) {
      fed = false;
      for (const consumption of queue.consumptions) {
        const limit = consumption.appetite(
          (most) => this.#store.readyCount(queue.settings, most, now),
          () => this.#wake(queue),
        );
        if (limit === 0) continue;
        const messages = this.#take(queue, limit, queue.settings.visibilityTimeoutSeconds, true, now);
        if (messages.length === 0) continue;
        fed = true;
        void this.#feed(queue, consumption, messages);
      }
    }
    this.#arm(queue, now);
  }

  #take(
    queue: Queue,
    limit: number,
    visibilitySeconds: number,
    held: boolean,
    now: number,
  ): readonly StoredMessage[] {
    if (now - queue.expiredAt > sweepMilliseconds) {
      queue.expiredAt = now;
      this.#store.expire(queue.settings, now);
    }
    const { redrive } = queue.settings;
    const deadLetters = redrive === undefined ? undefined : this.#queueOf(redrive.deadLetterArn);
    const { messages, gaveUp } = this.#store.receive(
      queue.settings,
      deadLetters?.settings,
      { limit, visibilitySeconds, held },
      now,
    );
    if (gaveUp > 0 && deadLetters !== undefined) {
      this.#host.log('warn', 'messages given up to the dead-letter queue', {
        queue: queue.settings.name,
        deadLetters: deadLetters.settings.name,
        count: gaveUp,
      });
      this.#wake(deadLetters);
    }
    return messages;
  }

  async #feed(queue: Queue, consumption: Consumption, messages: readonly StoredMessage[]): Promise<void> {
    const end = this.#host.activity.begin(`consumer of ${queue.settings.name}`);
    try {
      const { done, failed } = await consumption.feed(queue.settings, messages, (error) =>
        this.#host.log('error', 'a consumer failed', {
          queue: queue.settings.name,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      );
      if (this.#closed) return;
      // What fails because the stack stops is no failure of the consumer: it stays held, and the next start frees it.
      this.#store.settle(queue.settings, done, this.#started ? failed : []);
      this.#wake(queue);
    } finally {
      end();
    }
  }

  /** Hidden messages have no sender to wake the queue: the clock does, at the first moment one can be visible. */
  #arm(queue: Queue, now: number): void {
    if (queue.consumptions.length === 0 && queue.waiters.size === 0) return;
    const at = this.#store.nextVisibleAt(queue.settings, now);
    if (at === queue.alarm?.at) return;
    queue.alarm?.cancel();
    queue.alarm = undefined;
    if (at === undefined) return;
    const cancel = this.#host.clock.at(at, () => {
      queue.alarm = undefined;
      this.#wake(queue);
    });
    queue.alarm = { at, cancel };
  }
}

/** The queues behind a stack, with what its resource types need beyond `QueueEngine`. */
export function queuesOf(stack: Pick<LocalStack, 'queues'>): Queues {
  if (!(stack.queues instanceof Queues)) throw new TypeError('the stack was built with other queues');
  return stack.queues;
}
