import type { ReportMessage } from '../../functions/contracts/edge/messages.ts';
import type { Database } from './database.ts';

export interface WaitingReport {
  readonly number: number;
  readonly messageId: string;
  readonly payload: string;
}

/** Reports on their way to the cloud. One leaves only when the cloud has acknowledged it. */
export interface ReportOutbox {
  add(report: ReportMessage): void;
  /** The oldest reports after that number. */
  after(number: number, limit: number): readonly WaitingReport[];
  acknowledge(messageIds: readonly string[]): number;
  count(): number;
}

export function createReportOutbox({ sqlite }: Database): ReportOutbox {
  const add = sqlite.prepare('INSERT INTO outbox (messageId, payload) VALUES (?, ?)');
  const after = sqlite.prepare(
    'SELECT number, messageId, payload FROM outbox WHERE number > ? ORDER BY number LIMIT ?',
  );
  const remove = sqlite.prepare('DELETE FROM outbox WHERE messageId = ?');
  const count = sqlite.prepare('SELECT count(*) AS n FROM outbox');
  return {
    add(report) {
      add.run(report.messageId, JSON.stringify(report));
    },
    after(number, limit) {
      return after.all(number, limit) as unknown as WaitingReport[];
    },
    acknowledge(messageIds) {
      let removed = 0;
      for (const messageId of messageIds) removed += Number(remove.run(messageId).changes);
      return removed;
    },
    count() {
      return (count.get() as { n: number }).n;
    },
  };
}
