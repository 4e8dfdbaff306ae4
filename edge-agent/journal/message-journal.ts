import type { Priority } from '../../functions/contracts/edge/messages.ts';
import type { Outcome } from '../../functions/contracts/network-state.ts';
import type { Instant } from '../../functions/contracts/scalars.ts';
import type { Database } from './database.ts';

/** How a desired message stood against the replica when it arrived. */
export type Standing = 'newer' | 'equal';

/** A desired message that has been taken in and not yet been answered. */
export interface OpenEntry {
  readonly messageId: string;
  readonly serviceId: string;
  readonly revision: number;
  readonly standing: Standing;
  readonly priority: Priority;
}

export interface UnfinishedService {
  readonly serviceId: string;
  /** The best of its unanswered messages. */
  readonly priority: Priority;
}

/** Desired messages, each recorded before anything is touched and closed together with its report. */
export interface MessageJournal {
  /**
   * Records a message. One that is being worked on is left as it is and answers `false`. One that was answered before
   * is opened again: the cloud asks anew, so it gets a fresh proof.
   */
  open(entry: OpenEntry, receivedAt: Instant): boolean;
  openEntries(serviceId: string): readonly OpenEntry[];
  /** Services with unanswered messages: after a kill, work goes on with these. */
  unfinishedServices(): readonly UnfinishedService[];
  finish(messageId: string, outcome: Outcome, at: Instant): void;
  prune(finishedBefore: Instant): void;
}

export function createMessageJournal({ sqlite }: Database): MessageJournal {
  const open = sqlite.prepare(
    `INSERT INTO journal (messageId, serviceId, revision, receivedAt, standing, priority, state)
     VALUES (?, ?, ?, ?, ?, ?, 'received')
     ON CONFLICT (messageId) DO UPDATE SET receivedAt = excluded.receivedAt, standing = excluded.standing,
       priority = excluded.priority, state = 'received', outcome = NULL, finishedAt = NULL
     WHERE state = 'finished'`,
  );
  const entries = sqlite.prepare(
    `SELECT messageId, serviceId, revision, standing, priority FROM journal
     WHERE serviceId = ? AND state = 'received' ORDER BY number`,
  );
  const services =
    sqlite.prepare(`SELECT serviceId, iif(sum(priority = 'interactive') > 0, 'interactive', 'bulk') AS priority
     FROM journal WHERE state = 'received' GROUP BY serviceId`);
  const finish = sqlite.prepare(
    "UPDATE journal SET state = 'finished', outcome = ?, finishedAt = ? WHERE messageId = ?",
  );
  const prune = sqlite.prepare("DELETE FROM journal WHERE state = 'finished' AND finishedAt < ?");
  return {
    open(entry, receivedAt) {
      const { changes } = open.run(
        entry.messageId,
        entry.serviceId,
        entry.revision,
        receivedAt,
        entry.standing,
        entry.priority,
      );
      return changes === 1;
    },
    openEntries(serviceId) {
      return entries.all(serviceId) as unknown as OpenEntry[];
    },
    unfinishedServices() {
      return services.all() as unknown as UnfinishedService[];
    },
    finish(messageId, outcome, at) {
      finish.run(outcome, at, messageId);
    },
    prune(finishedBefore) {
      prune.run(finishedBefore);
    },
  };
}
