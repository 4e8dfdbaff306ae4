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
 * Few enough that no row can outgrow a message, however long its attributes, and that rows fill messages well; many enough
 * that a row costs next to nothing per record.
 */
const recordsOfRow = 20;

/**
 * Accounting on its way to the cloud, numbered without a gap within an epoch. The epoch is the life of this store: an
 * empty store begins a new one at 1. Records of one burst share rows, written as they will be sent.
 */
export interface AccountingOutbox {
  /** All of them or, inside a transaction that is rolled back, none. Answers the sequence of the last. */
  add(records: readonly UnnumberedRecord[]): number;
  /**
   * The oldest rows with records after `sequence`: at most `records`, and as many as fit in `octets` of JSON, but at
   * least one row.
   */
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

interface Row {
  readonly first: number;
  readonly through: number;
  /** AccountingRecords as JSON, with commas between. */
  readonly records: string;
}

export function createAccountingOutbox({ sqlite, transaction }: Database): AccountingOutbox {
  const append = sqlite.prepare('INSERT INTO accounting_batch (through, first, records) VALUES (?, ?, ?)');
  const after = sqlite.prepare(
    'SELECT first, through, records FROM accounting_batch WHERE through > ? ORDER BY through',
  );
  const remove = sqlite.prepare('DELETE FROM accounting_batch WHERE through <= ?');
  const last = sqlite.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'accounting_batch'");
  const oldest = sqlite.prepare('SELECT first FROM accounting_batch ORDER BY through LIMIT 1');
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

  function rowsAfter(sequence: number): IterableIterator<Row> {
    return after.iterate(sequence) as unknown as IterableIterator<Row>;
  }

  function add(records: readonly UnnumberedRecord[]): number {
    let through = lastSequence();
    for (let from = 0; from < records.length; from += recordsOfRow) {
      const first = through + 1;
      const texts = records
        .slice(from, from + recordsOfRow)
        .map((record) => `{"sequence":${++through},${JSON.stringify(record).slice(1)}`);
      append.run(through, first, texts.join(','));
    }
    return through;
  }

  function renumber(): void {
    const rows = [...rowsAfter(0)];
    sqlite.exec("DELETE FROM accounting_batch; DELETE FROM sqlite_sequence WHERE name = 'accounting_batch'");
    epoch = newEpoch();
    for (const { records } of rows) {
      const left = JSON.parse(`[${records}]`) as AccountingRecord[];
      add(left.map(({ sequence: _, ...record }) => record));
    }
  }

  return {
    add: (records) => transaction(() => add(records)),
    batchAfter(sequence, limit) {
      const rows: Row[] = [];
      let octets = 2;
      for (const row of rowsAfter(sequence)) {
        octets += Buffer.byteLength(row.records) + 1;
        const first = rows[0]?.first;
        if (first !== undefined && (octets > limit.octets || row.through - first >= limit.records)) break;
        rows.push(row);
      }
      const first = rows[0]?.first;
      const through = rows.at(-1)?.through;
      if (first === undefined || through === undefined) return undefined;
      return { epoch, first, through, records: `[${rows.map(({ records }) => records).join(',')}]` };
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
      const first = (oldest.get() as { first: number } | undefined)?.first;
      return first === undefined ? 0 : lastSequence() - first + 1;
    },
  };
}
