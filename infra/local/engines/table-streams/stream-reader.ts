import type { DatabaseSync } from 'node:sqlite';
import { type DynamoClient, DynamoError } from '../dynamodb/client.ts';

export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly ApproximateCreationDateTime?: number;
    readonly [name: string]: unknown;
  };
  readonly [name: string]: unknown;
}

interface Shard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly SequenceNumberRange?: {
    readonly StartingSequenceNumber?: string;
    readonly EndingSequenceNumber?: string;
  };
}

/** Where reading a shard goes on. `iterator` is undefined where it has to be asked for, null at the shard's end. */
interface Place {
  sequence: string | undefined;
  iterator: string | null | undefined;
  /** The page read last: its last sequence number, and where the stream goes on after it. */
  page: { readonly end: string; readonly next: string | null } | undefined;
}

/** How long the list of shards is believed. */
const shardsMilliseconds = 10_000;

/** Reads one stream for one reader. The place in each shard moves only with `advance`, which is durable. */
export class StreamReader {
  readonly #db: DatabaseSync;
  readonly #client: DynamoClient;
  readonly #reader: string;
  readonly #streamArn: string;
  readonly #places = new Map<string, Place>();
  #shards: readonly Shard[] = [];
  #listedAt = Number.NEGATIVE_INFINITY;

  constructor(db: DatabaseSync, client: DynamoClient, reader: string, streamArn: string) {
    this.#db = db;
    this.#client = client;
    this.#reader = reader;
    this.#streamArn = streamArn;
    db.exec(`
      CREATE TABLE IF NOT EXISTS table_streams_progress (
        reader TEXT NOT NULL,
        stream TEXT NOT NULL,
        shard TEXT NOT NULL,
        sequence TEXT NOT NULL,
        PRIMARY KEY (reader, stream, shard)
      )`);
    const rows = db
      .prepare('SELECT shard, sequence FROM table_streams_progress WHERE reader = ? AND stream = ?')
      .all(reader, streamArn);
    for (const { shard, sequence } of rows) {
      this.#places.set(String(shard), {
        sequence: String(sequence) || undefined,
        iterator: undefined,
        page: undefined,
      });
    }
  }

  /** A reader that was never here before begins with the oldest record, or after the newest. */
  async open(position: 'TRIM_HORIZON' | 'LATEST'): Promise<void> {
    const known = this.#places.size > 0;
    await this.#list();
    if (known) return;
    for (const { ShardId, SequenceNumberRange } of this.#shards) {
      const newest = SequenceNumberRange?.EndingSequenceNumber;
      this.#keep(ShardId, position === 'LATEST' ? newest : undefined);
    }
  }

  /** The highest sequence number that this reader needs no more, where sequence numbers are small integers. */
  get through(): number {
    return Math.min(...[...this.#places.values()].map(({ sequence }) => Number(sequence ?? 0)));
  }

  /** Shards that may have something to read; a child waits until its parent has been read to the end. */
  async shards(): Promise<readonly string[]> {
    if (performance.now() - this.#listedAt > shardsMilliseconds) await this.#list();
    const listed = new Set(this.#shards.map(({ ShardId }) => ShardId));
    return this.#shards
      .filter(({ ShardId }) => this.#places.get(ShardId)?.iterator !== null)
      .filter(
        ({ ParentShardId: parent }) =>
          parent === undefined || !listed.has(parent) || this.#places.get(parent)?.iterator === null,
      )
      .map(({ ShardId }) => ShardId);
  }

  /** The records after the place, at most `limit`. Reading twice without `advance` answers the same. */
  async read(shard: string, limit: number): Promise<readonly StreamRecord[]> {
    const place = this.#placeOf(shard);
    place.iterator ??= await this.#iterator(shard, place.sequence);
    try {
      const page = await this.#client.stream<{ Records: StreamRecord[]; NextShardIterator?: string }>(
        'GetRecords',
        { ShardIterator: place.iterator, Limit: limit },
      );
      const next = page.NextShardIterator ?? null;
      // An empty page may lead on to records: the next look goes there.
      if (page.Records.length === 0) place.iterator = next;
      else place.page = { end: page.Records.at(-1)!.dynamodb.SequenceNumber, next };
      return page.Records;
    } catch (error) {
      if (!(error instanceof DynamoError) || error.name !== 'ExpiredIteratorException') throw error;
      place.iterator = undefined;
      return this.read(shard, limit);
    }
  }

  /** All up to and including this record is done. */
  advance(shard: string, record: StreamRecord): void {
    this.#keep(shard, record.dynamodb.SequenceNumber);
  }

  #placeOf(shard: string): Place {
    const place = this.#places.get(shard) ?? { sequence: undefined, iterator: undefined, page: undefined };
    this.#places.set(shard, place);
    return place;
  }

  #keep(shard: string, sequence: string | undefined): void {
    this.#db
      .prepare(
        'INSERT INTO table_streams_progress VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence',
      )
      .run(this.#reader, this.#streamArn, shard, sequence ?? '');
    const place = this.#placeOf(shard);
    place.sequence = sequence;
    place.iterator = place.page !== undefined && place.page.end === sequence ? place.page.next : undefined;
    place.page = undefined;
  }

  async #iterator(shard: string, sequence: string | undefined): Promise<string> {
    const from =
      sequence === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: sequence };
    const input = { StreamArn: this.#streamArn, ShardId: shard };
    try {
      const answer = await this.#client.stream<{ ShardIterator: string }>('GetShardIterator', {
        ...input,
        ...from,
      });
      return answer.ShardIterator;
    } catch (error) {
      if (!(error instanceof DynamoError) || error.name !== 'TrimmedDataAccessException') throw error;
      const answer = await this.#client.stream<{ ShardIterator: string }>('GetShardIterator', {
        ...input,
        ShardIteratorType: 'TRIM_HORIZON',
      });
      return answer.ShardIterator;
    }
  }

  async #list(): Promise<void> {
    const found: Shard[] = [];
    let from: string | undefined;
    do {
      const { StreamDescription: page } = await this.#client.stream<{
        StreamDescription: { Shards: Shard[]; LastEvaluatedShardId?: string };
      }>('DescribeStream', {
        StreamArn: this.#streamArn,
        ...(from === undefined ? {} : { ExclusiveStartShardId: from }),
      });
      found.push(...page.Shards);
      from = page.LastEvaluatedShardId;
    } while (from !== undefined);
    this.#shards = found;
    this.#listedAt = performance.now();
  }
}
