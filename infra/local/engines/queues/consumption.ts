import type { Activity, QueueMessage } from '../../stack.ts';
import type { QueueSettings, Receipt, StoredMessage } from './message-store.ts';
import type { Turns } from './turns.ts';

export interface ConsumeOptions {
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number;
}

export type ConsumeHandler = (messages: readonly QueueMessage[]) => Promise<readonly string[]>;

/** A busy machine is left to what somebody waits for: there a window may stay open for so many times its length. */
const patience = 5;
/** More than ever wait at once for what an ended window lets through. */
const mostDue = 10_000;

/** One event source mapping: feeds a consumer as fast as messages come, up to its concurrency. */
export class Consumption {
  readonly #options: ConsumeOptions;
  readonly #handler: ConsumeHandler;
  readonly #activity: Activity;
  readonly #turns: Turns;
  #running = 0;
  /** Closes the window without what it was waiting for. */
  #window: (() => void) | undefined;
  /** How many messages are let through by a window that has ended, and not taken yet. */
  #due = 0;
  /** Whether others are still under way: then a batch waits for its turn among all that was gathered. */
  #inTurn = false;

  constructor(options: ConsumeOptions, handler: ConsumeHandler, activity: Activity, turns: Turns) {
    this.#options = options;
    this.#handler = handler;
    this.#activity = activity;
    this.#turns = turns;
  }

  /** How many messages it takes now; `readyCount` says how many wait, up to a given number. */
  appetite(readyCount: (limit: number) => number, wake: () => void): number {
    const { batchSize, batchingWindowSeconds, maximumConcurrency } = this.#options;
    if (this.#running >= maximumConcurrency) return 0;
    if (batchingWindowSeconds === 0) return batchSize;
    // Nobody waits for what is gathered: one batch at a time leaves room for the others.
    if (this.#running > 0) return 0;
    this.#due = this.#due === 0 ? 0 : Math.min(this.#due, readyCount(this.#due));
    if (this.#due > 0) {
      return !this.#inTurn || this.#turns.isFree(wake) ? Math.min(this.#due, batchSize) : 0;
    }
    if (this.#window === undefined && readyCount(1) > 0) {
      this.#open(batchingWindowSeconds * patience * 1000, wake);
    }
    return 0;
  }

  /**
   * The window is real time: it serves throughput, and no date depends on it. It ends early when nothing else is under
   * way, for then there is nobody to leave the machine to: a batch goes, and what is left waits for the next such moment.
   */
  #open(milliseconds: number, wake: () => void): void {
    const end = (due: number, inTurn: boolean): void => {
      this.#window?.();
      this.#due = due;
      this.#inTurn = inTurn;
      wake();
    };
    const timer = setTimeout(() => end(mostDue, true), milliseconds);
    const forget = this.#activity.atLull(() => end(this.#options.batchSize, false));
    this.#window = () => {
      clearTimeout(timer);
      forget();
      this.#window = undefined;
    };
  }

  /** Answers the receipts that are done and those that failed; a throwing consumer fails the whole batch. */
  async feed(
    queue: QueueSettings,
    messages: readonly StoredMessage[],
    onFault: (error: unknown) => void,
  ): Promise<{ readonly done: readonly Receipt[]; readonly failed: readonly Receipt[] }> {
    const inTurn = this.#due > 0 && this.#inTurn;
    if (inTurn) this.#turns.take();
    this.#running += 1;
    this.#due = Math.max(0, this.#due - messages.length);
    try {
      const failedIds = new Set(
        await this.#handler(messages.map((message) => asQueueMessage(queue, message))),
      );
      return {
        done: messages.filter((message) => !failedIds.has(message.messageId)),
        failed: messages.filter((message) => failedIds.has(message.messageId)),
      };
    } catch (error) {
      onFault(error);
      return { done: [], failed: messages };
    } finally {
      this.#running -= 1;
      if (inTurn) this.#turns.giveBack();
    }
  }

  stop(): void {
    this.#window?.();
  }
}

export function receiptHandleOf({ seq, receiveCount }: Receipt): string {
  return Buffer.from(`${seq}/${receiveCount}`).toString('base64url');
}

export function receiptOf(handle: unknown): Receipt | undefined {
  if (typeof handle !== 'string') return undefined;
  const match = /^(\d+)\/(\d+)$/.exec(Buffer.from(handle, 'base64url').toString('latin1'));
  return match === null ? undefined : { seq: Number(match[1]), receiveCount: Number(match[2]) };
}

/** SQS numbers the messages of FIFO queues with twenty digits. */
export function sequenceNumber(seq: number): string {
  return String(seq).padStart(20, '0');
}

export function systemAttributes(queue: QueueSettings, message: StoredMessage): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: 'LOCAL',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(message.groupId === null ? {} : { MessageGroupId: message.groupId }),
    ...(queue.fifo ? { SequenceNumber: sequenceNumber(message.seq) } : {}),
    ...(message.deduplicationId === null ? {} : { MessageDeduplicationId: message.deduplicationId }),
    ...(message.source === null ? {} : { DeadLetterQueueSourceArn: message.source }),
  };
}

function asQueueMessage(queue: QueueSettings, message: StoredMessage): QueueMessage {
  return {
    messageId: message.messageId,
    receiptHandle: receiptHandleOf(message),
    body: message.body,
    attributes: systemAttributes(queue, message),
  };
}
