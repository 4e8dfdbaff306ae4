import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transaction } from '../../transaction.ts';

/** A queue as its template declares it. Times in seconds, as SQS has them. */
export interface QueueSettings {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly waitSeconds: number;
  readonly redrive?: { readonly deadLetterArn: string; readonly maxReceiveCount: number };
}

export interface Outgoing {
  readonly body: string;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly delaySeconds?: number | undefined;
  /** User attributes as JSON text, in the shape that the API has. */
  readonly messageAttributes?: string | undefined;
}

export interface StoredMessage {
  readonly seq: number;
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes: string | null;
  readonly groupId: string | null;
  readonly deduplicationId: string | null;
  readonly sentAt: number;
  readonly firstReceivedAt: number | null;
  readonly receiveCount: number;
  /** ARN of the queue that gave the message up. */
  readonly source: string | null;
}

/** What stands for one hand-out of a message: another hand-out of the same message has another receipt. */
export interface Receipt {
  readonly seq: number;
  readonly receiveCount: number;
}

export interface Counts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

const schema = `
CREATE TABLE IF NOT EXISTS queues_message (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  queue TEXT NOT NULL,
  message_id TEXT NOT NULL,
  body TEXT NOT NULL,
  message_attributes TEXT,
  group_id TEXT,
  deduplication_id TEXT,
  sent_at INTEGER NOT NULL,
  visible_at INTEGER NOT NULL,
  receive_count INTEGER NOT NULL DEFAULT 0,
  first_received_at INTEGER,
  held_here INTEGER NOT NULL DEFAULT 0,
  source TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS queues_message_ready ON queues_message (queue, visible_at);
CREATE INDEX IF NOT EXISTS queues_message_order ON queues_message (queue) WHERE group_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS queues_message_group ON queues_message (queue, group_id, visible_at) WHERE group_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS queues_deduplication (
  queue TEXT NOT NULL,
  deduplication_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  PRIMARY KEY (queue, deduplication_id)
) STRICT, WITHOUT ROWID;
`;

const columns = `seq, message_id AS messageId, body, message_attributes AS messageAttributes, group_id AS groupId,
  deduplication_id AS deduplicationId, sent_at AS sentAt, first_received_at AS firstReceivedAt,
  receive_count AS receiveCount, source`;

/** SQS remembers a deduplication id for five minutes. */
const deduplicationMilliseconds = 5 * 60_000;

/** Messages of all queues in the stack's memory. Every method is one transaction; `now` is the stack's time. */
export class MessageStore {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #ready: StatementSync;
  readonly #readyInOrder: StatementSync;
  readonly #take: StatementSync;
  readonly #delete: StatementSync;
  readonly #remove: StatementSync;
  readonly #restore: StatementSync;
  readonly #visibility: StatementSync;
  readonly #release: StatementSync;
  readonly #reclaim: StatementSync;
  readonly #nextVisible: StatementSync;
  readonly #expire: StatementSync;
  readonly #known: StatementSync;
  readonly #remember: StatementSync;
  readonly #forget: StatementSync;
  readonly #counts: StatementSync;
  readonly #purge: StatementSync;
  readonly #all: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    db.exec(schema);
    this.#insert = db.prepare(
      `INSERT INTO queues_message (queue, message_id, body, message_attributes, group_id, deduplication_id, sent_at, visible_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#ready = db.prepare(
      `SELECT ${columns} FROM queues_message WHERE queue = ? AND visible_at <= ? AND sent_at > ?
       ORDER BY visible_at, seq LIMIT ?`,
    );
    // A group is closed while one of its messages is out, or while an earlier one must still wait.
    this.#readyInOrder = db.prepare(
      `SELECT ${columns} FROM queues_message m
       WHERE queue = :queue AND group_id IS NOT NULL AND visible_at <= :now AND sent_at > :expired AND NOT EXISTS (
         SELECT 1 FROM queues_message b
         WHERE b.queue = m.queue AND b.group_id = m.group_id AND b.group_id IS NOT NULL AND b.visible_at > :now
           AND (b.receive_count > 0 OR b.seq < m.seq))
       ORDER BY seq LIMIT :limit`,
    );
    this.#take = db.prepare(
      `UPDATE queues_message SET visible_at = ?, receive_count = receive_count + 1,
         first_received_at = COALESCE(first_received_at, ?), held_here = ? WHERE seq = ?`,
    );
    this.#delete = db.prepare('DELETE FROM queues_message WHERE seq = ? AND queue = ? AND receive_count = ?');
    this.#remove = db.prepare('DELETE FROM queues_message WHERE seq = ?');
    this.#restore = db.prepare(
      `INSERT INTO queues_message (queue, message_id, body, message_attributes, group_id, deduplication_id,
         sent_at, visible_at, receive_count, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#visibility = db.prepare(
      `UPDATE queues_message SET visible_at = ? WHERE seq = ? AND queue = ? AND receive_count = ? AND visible_at > ?`,
    );
    this.#release = db.prepare('UPDATE queues_message SET held_here = 0 WHERE seq = ? AND receive_count = ?');
    this.#reclaim = db.prepare(
      `UPDATE queues_message SET visible_at = ?, receive_count = receive_count - 1, held_here = 0
       WHERE queue = ? AND held_here = 1`,
    );
    this.#nextVisible = db.prepare(
      'SELECT MIN(visible_at) AS at FROM queues_message WHERE queue = ? AND visible_at > ?',
    );
    this.#expire = db.prepare('DELETE FROM queues_message WHERE queue = ? AND sent_at <= ?');
    this.#known = db.prepare(
      'SELECT message_id AS messageId, seq FROM queues_deduplication WHERE queue = ? AND deduplication_id = ? AND sent_at > ?',
    );
    this.#remember = db.prepare('INSERT OR REPLACE INTO queues_deduplication VALUES (?, ?, ?, ?, ?)');
    this.#forget = db.prepare('DELETE FROM queues_deduplication WHERE sent_at <= ?');
    this.#counts = db.prepare(
      `SELECT COUNT(*) AS total, COALESCE(SUM(visible_at <= :now), 0) AS visible,
         COALESCE(SUM(visible_at > :now AND receive_count > 0), 0) AS inFlight
       FROM queues_message WHERE queue = :queue AND sent_at > :expired`,
    );
    this.#purge = db.prepare('DELETE FROM queues_message WHERE queue = ?');
    this.#all = db.prepare(
      `SELECT ${columns} FROM queues_message WHERE queue = ? AND visible_at <= ? ORDER BY seq`,
    );
  }

  /** Throws a plain Error that names the flaw when a FIFO queue cannot place the message. */
  send(
    queue: QueueSettings,
    messages: readonly Outgoing[],
    now: number,
  ): { messageId: string; seq: number }[] {
    return transaction(this.#db, () => messages.map((message) => this.#send(queue, message, now)));
  }

  #send(queue: QueueSettings, message: Outgoing, now: number): { messageId: string; seq: number } {
    const deduplicationId = queue.fifo ? deduplicationIdOf(queue, message) : message.deduplicationId;
    if (queue.fifo && deduplicationId !== undefined) {
      const known = this.#known.get(queue.name, deduplicationId, now - deduplicationMilliseconds);
      if (known !== undefined) return { messageId: String(known['messageId']), seq: Number(known['seq']) };
    }
    const messageId = randomUUID();
    const { lastInsertRowid } = this.#insert.run(
      queue.name,
      messageId,
      message.body,
      message.messageAttributes ?? null,
      message.groupId ?? null,
      deduplicationId ?? null,
      now,
      now + (message.delaySeconds ?? queue.delaySeconds) * 1000,
    );
    const seq = Number(lastInsertRowid);
    if (queue.fifo && deduplicationId !== undefined) {
      this.#remember.run(queue.name, deduplicationId, messageId, seq, now);
    }
    return { messageId, seq };
  }

  /**
   * Hands out up to `limit` messages; those that were handed out too often go to the dead-letter queue instead.
   * `held` marks messages whose receiver lives in this process, so that they are free again when the process is gone.
   */
  receive(
    queue: QueueSettings,
    deadLetters: QueueSettings | undefined,
    options: { readonly limit: number; readonly visibilitySeconds: number; readonly held: boolean },
    now: number,
  ): { readonly messages: readonly StoredMessage[]; readonly gaveUp: number } {
    return transaction(this.#db, () => {
      const messages: StoredMessage[] = [];
      let gaveUp = 0;
      const visibleAt = now + options.visibilitySeconds * 1000;
      for (;;) {
        const candidates = this.#candidates(queue, options.limit, now);
        for (const message of candidates) {
          if (
            deadLetters !== undefined &&
            queue.redrive !== undefined &&
            message.receiveCount >= queue.redrive.maxReceiveCount
          ) {
            this.#giveUp(queue, deadLetters, message, now);
            gaveUp += 1;
            continue;
          }
          this.#take.run(visibleAt, now, options.held ? 1 : 0, message.seq);
          messages.push({
            ...message,
            receiveCount: message.receiveCount + 1,
            firstReceivedAt: message.firstReceivedAt ?? now,
          });
        }
        if (messages.length > 0 || candidates.length === 0) return { messages, gaveUp };
      }
    });
  }

  #candidates(queue: QueueSettings, limit: number, now: number): StoredMessage[] {
    const expired = now - queue.retentionSeconds * 1000;
    const rows = queue.fifo
      ? this.#readyInOrder.all({ queue: queue.name, now, expired, limit })
      : this.#ready.all(queue.name, now, expired, limit);
    return rows as unknown as StoredMessage[];
  }

  #giveUp(queue: QueueSettings, deadLetters: QueueSettings, message: StoredMessage, now: number): void {
    this.#remove.run(message.seq);
    this.#restore.run(
      deadLetters.name,
      message.messageId,
      message.body,
      message.messageAttributes,
      message.groupId,
      message.deduplicationId,
      // SQS lets a message age on in a standard dead-letter queue and starts anew in a FIFO one.
      deadLetters.fifo ? now : message.sentAt,
      now,
      message.receiveCount,
      queue.arn,
    );
  }

  /** Deletes each message that is still held by its receipt; answers how many. */
  delete(queue: QueueSettings, receipts: readonly Receipt[]): number {
    return transaction(this.#db, () => {
      let deleted = 0;
      for (const { seq, receiveCount } of receipts) {
        deleted += Number(this.#delete.run(seq, queue.name, receiveCount).changes);
      }
      return deleted;
    });
  }

  /** Ends a hand-out of this process: `done` are deleted, `failed` come back when their time-out ends. */
  settle(queue: QueueSettings, done: readonly Receipt[], failed: readonly Receipt[]): void {
    transaction(this.#db, () => {
      for (const { seq, receiveCount } of done) this.#delete.run(seq, queue.name, receiveCount);
      for (const { seq, receiveCount } of failed) this.#release.run(seq, receiveCount);
    });
  }

  /** False when the message is not out under this receipt. */
  changeVisibility(queue: QueueSettings, receipt: Receipt, seconds: number, now: number): boolean {
    const { changes } = this.#visibility.run(
      now + seconds * 1000,
      receipt.seq,
      queue.name,
      receipt.receiveCount,
      now,
    );
    return Number(changes) > 0;
  }

  /** Frees what a former process held. Its end is no failure of the consumer, so the hand-out does not count. */
  reclaim(queue: QueueSettings, now: number): void {
    this.#reclaim.run(now, queue.name);
  }

  /** When the next message that is out or delayed becomes visible. */
  nextVisibleAt(queue: QueueSettings, now: number): number | undefined {
    const at = this.#nextVisible.get(queue.name, now)?.['at'];
    return typeof at === 'number' ? at : undefined;
  }

  readyCount(queue: QueueSettings, limit: number, now: number): number {
    return this.#candidates(queue, limit, now).length;
  }

  /** Drops what is older than the queue keeps. */
  expire(queue: QueueSettings, now: number): void {
    this.#expire.run(queue.name, now - queue.retentionSeconds * 1000);
    this.#forget.run(now - deduplicationMilliseconds);
  }

  counts(queue: QueueSettings, now: number): Counts {
    const row = this.#counts.get({ queue: queue.name, now, expired: now - queue.retentionSeconds * 1000 });
    const total = Number(row?.['total']);
    const visible = Number(row?.['visible']);
    const inFlight = Number(row?.['inFlight']);
    return { visible, inFlight, delayed: total - visible - inFlight };
  }

  purge(queue: QueueSettings): void {
    this.#purge.run(queue.name);
  }

  /**
   * Moves all visible messages out of a dead-letter queue, as new messages, to `destinationOf` their source.
   * A message for which there is no destination stays. Answers how many were moved.
   */
  moveAll(
    from: QueueSettings,
    destinationOf: (source: string | null) => QueueSettings | undefined,
    now: number,
  ): number {
    return transaction(this.#db, () => {
      let moved = 0;
      for (const row of this.#all.all(from.name, now)) {
        const message = row as unknown as StoredMessage;
        const destination = destinationOf(message.source);
        if (destination === undefined) continue;
        this.#remove.run(message.seq);
        this.#restore.run(
          destination.name,
          randomUUID(),
          message.body,
          message.messageAttributes,
          message.groupId,
          message.deduplicationId,
          now,
          now,
          0,
          null,
        );
        moved += 1;
      }
      return moved;
    });
  }
}

function deduplicationIdOf(queue: QueueSettings, message: Outgoing): string {
  if (message.groupId === undefined) {
    throw new Error('The request must contain the parameter MessageGroupId.');
  }
  if (message.deduplicationId !== undefined) return message.deduplicationId;
  if (!queue.contentBasedDeduplication) {
    throw new Error(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  return createHash('sha256').update(message.body).digest('hex');
}
