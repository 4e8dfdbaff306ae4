import { randomUUID } from 'node:crypto';
import type { AccountingRecord } from '../../functions/contracts/edge/messages.ts';
import type { Database } from './database.ts';

export type UnnumberedRecord = Omit<AccountingRecord, 'sequence'>;

/** A run of records without a gap, as JSON, ready for one message. */
export interface AccountingBatch {
  readonly epoch: string;
  readonly first: number;
  readonly through: number;
  /** JSON of an array of AccountingRecord. */
  readonly records: string;
}

/**
 * Accounting on its way to the cloud, numbered without a gap within an epoch. The epoch is the life of this store: an
 * empty store begins a new one at 1.
 */
export interface AccountingOutbox {
  /** Inside a transaction. Answers the record's sequence. */
  add(record: UnnumberedRecord): number;
  /** The oldest records after `sequence`: at most `records`, and as many as fit in `octets` of JSON, but at least one. */
  batchAfter(
    sequence: number,
    limit: { readonly records: number; readonly octets: number },
  ): AccountingBatch | undefined;
  /**
   * Forgets what the cloud has stored. `reset`: the cloud holds more of this epoch than the store ever numbered, so the
   * store was set back (a restored disk); what is left has been renumbered under a new epoch, because the old numbers
   * would be taken for repeats.
   */
  acknowledge(epoch: string, through: number): 'forgotten' | 'other-epoch' | 'reset';
  lastSequence(): number;
  count(): number;
}

export function createAccountingOutbox({ sqlite, transaction }: Database): AccountingOutbox {
  const add = sqlite.prepare('INSERT INTO accounting (record) VALUES (?)');
  const after = sqlite.prepare(
    'SELECT sequence, record FROM accounting WHERE sequence > ? ORDER BY sequence LIMIT ?',
  );
  const remove = sqlite.prepare('DELETE FROM accounting WHERE sequence <= ?');
  const last = sqlite.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'accounting'");
  const first = sqlite.prepare('SELECT min(sequence) AS first FROM accounting');
  const readEpoch = sqlite.prepare('SELECT name FROM epoch');
  const writeEpoch = sqlite.prepare(
    'INSERT INTO epoch (one, name) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET name = excluded.name',
  );

  function newEpoch(): string {
    const name = randomUUID();
    writeEpoch.run(name);
    return name;
  }
  let epoch = (readEpoch.get() as { name: string } | undefined)?.name ?? newEpoch();

  function lastSequence(): number {
    return (last.get() as { seq: number } | undefined)?.seq ?? 0;
  }

  function renumber(): void {
    const rows = after.all(0, -1) as unknown as { record: string }[];
    sqlite.exec("DELETE FROM accounting; DELETE FROM sqlite_sequence WHERE name = 'accounting'");
    epoch = newEpoch();
    for (const { record } of rows) add.run(record);
  }

  return {
    add(record) {
      return Number(add.run(JSON.stringify(record)).lastInsertRowid);
    },
    batchAfter(sequence, limit) {
      const rows = after.all(sequence, limit.records) as unknown as { sequence: number; record: string }[];
      const records: string[] = [];
      let octets = 2;
      let through = 0;
      for (const row of rows) {
        const text = `{"sequence":${row.sequence},${row.record.slice(1)}`;
        octets += Buffer.byteLength(text) + 1;
        if (records.length > 0 && octets > limit.octets) break;
        records.push(text);
        through = row.sequence;
      }
      const first = rows[0]?.sequence;
      return first === undefined ? undefined : { epoch, first, through, records: `[${records.join(',')}]` };
    },
    acknowledge(ofEpoch, through) {
      if (ofEpoch !== epoch) return 'other-epoch';
      if (through > lastSequence()) {
        transaction(renumber);
        return 'reset';
      }
      remove.run(through);
      return 'forgotten';
    },
    lastSequence,
    count() {
      // There are no gaps, so a backlog of millions is counted without reading it.
      const lowest = (first.get() as { first: number | null }).first;
      return lowest === null ? 0 : lastSequence() - lowest + 1;
    },
  };
}
