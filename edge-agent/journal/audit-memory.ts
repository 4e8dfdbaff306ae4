import type { AuditMessage } from '../../functions/contracts/edge/messages.ts';
import type { Database } from './database.ts';

/** The reading of devices that was asked for, as it was last told, until the cloud has acknowledged its end. */
export interface AuditMemory {
  get(): AuditMessage | undefined;
  put(audit: AuditMessage): void;
  /** The cloud has this message: with the one that tells the end, nothing is left to remember. */
  acknowledge(messageIds: readonly string[]): void;
}

export function createAuditMemory({ sqlite }: Database): AuditMemory {
  const get = sqlite.prepare('SELECT state FROM audit');
  const put = sqlite.prepare(
    'INSERT INTO audit (one, state) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET state = excluded.state',
  );
  const drop = sqlite.prepare('DELETE FROM audit');
  const read = () => {
    const row = get.get() as { state: string } | undefined;
    return row === undefined ? undefined : (JSON.parse(row.state) as AuditMessage);
  };
  return {
    get: read,
    put(audit) {
      put.run(JSON.stringify(audit));
    },
    acknowledge(messageIds) {
      const audit = read();
      if (audit?.finishedAt !== undefined && messageIds.includes(audit.messageId)) drop.run();
    },
  };
}
