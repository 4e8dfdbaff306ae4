import { compilePattern, type Matches } from '../event-pattern.ts';
import type { InvocationResult, LocalStack } from '../stack.ts';
import { transaction } from '../transaction.ts';
import { type Tables, tablesOf } from './dynamodb.ts';
import { functionsOf } from './lambda.ts';
import { StreamReader, type StreamRecord } from './table-streams/stream-reader.ts';

export interface StreamMapping {
  /** Names the mapping's progress; stays the same across restarts. */
  readonly id: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly filters: readonly unknown[];
  /** -1 for ever. */
  readonly maximumRetryAttempts: number;
  readonly bisect: boolean;
  readonly reportsFailures: boolean;
  readonly onFailure: string | undefined;
}

/** A stream has no way to call; between function ends, after which it is read at once, it is looked at so often. */
const pollMilliseconds = 250;
const trimMilliseconds = 30_000;
const longestBackoff = 30_000;

/** `arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>` */
function tableOf(streamArn: string): string {
  const name = /:table\/([^/]+)\/stream\//.exec(streamArn)?.[1];
  if (name === undefined) throw new Error(`${streamArn} is no table stream`);
  return name;
}

/** Feeds a function from a table's stream: in order, at least once, its progress kept across restarts. */
export async function mapStream(stack: LocalStack, mapping: StreamMapping): Promise<void> {
  const tables = await tablesOf(stack);
  const consumption = new StreamConsumption(stack, tables, mapping);
  const functions = functionsOf(stack);
  functions.onEnd(() => consumption.wake());
  stack.onStart(() => consumption.start());
  stack.onStop(() => consumption.stop());
}

class StreamConsumption {
  readonly #stack: LocalStack;
  readonly #tables: Tables;
  readonly #mapping: StreamMapping;
  readonly #tableName: string;
  readonly #reader: StreamReader;
  readonly #filters: readonly Matches[];
  #timers: NodeJS.Timeout[] = [];
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = true;
  #interrupt: (() => void) | undefined;

  constructor(stack: LocalStack, tables: Tables, mapping: StreamMapping) {
    this.#stack = stack;
    this.#tables = tables;
    this.#mapping = mapping;
    this.#tableName = tableOf(mapping.streamArn);
    this.#filters = mapping.filters.map(compilePattern);
    this.#reader = new StreamReader(stack.db, tables.client, mapping.id, tables.streamOf(this.#tableName));
    tables.keep(this.#tableName, () => this.#reader.through);
  }

  async start(): Promise<void> {
    await this.#reader.open(this.#mapping.startingPosition);
    this.#stopped = false;
    this.#timers = [
      setInterval(() => this.wake(), pollMilliseconds),
      setInterval(() => this.#trim(), trimMilliseconds),
    ];
    this.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#interrupt?.();
    // A batch whose function is still at work is given up here and comes again at the next start.
    await Promise.race([this.#running, new Promise((resolve) => setTimeout(resolve, 500))]);
  }

  wake(): void {
    if (this.#stopped) return;
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    if (!this.#tables.mayHaveNews(this.#tableName, this.#reader.through)) return;
    const end = this.#stack.activity.begin('table stream');
    this.#running = this.#drain()
      .catch((error: unknown) => {
        if (!this.#stopped)
          this.#stack.log('warn', 'a table stream cannot be read', { error: String(error) });
      })
      .finally(() => {
        this.#running = undefined;
        end();
      });
  }

  #trim(): void {
    try {
      this.#tables.trim(this.#tableName);
    } catch (error) {
      this.#stack.log('warn', 'old stream records could not be dropped', { error: String(error) });
    }
  }

  async #drain(): Promise<void> {
    do {
      this.#again = false;
      for (const shard of await this.#reader.shards()) {
        while (this.#tables.mayHaveNews(this.#tableName, this.#reader.through)) {
          if (this.#stopped) return;
          let records = await this.#reader.read(shard, this.#mapping.batchSize);
          if (records.length === 0) break;
          if (this.#mapping.batchingWindowSeconds > 0 && records.length < this.#mapping.batchSize) {
            await this.#pause(this.#mapping.batchingWindowSeconds * 1000);
            records = await this.#reader.read(shard, this.#mapping.batchSize);
          }
          await this.#handle(shard, records);
        }
      }
    } while (this.#again);
  }

  /** Returns when every record was handled, given up, or the stack stops. */
  async #handle(shard: string, records: readonly StreamRecord[]): Promise<void> {
    const runs: { records: readonly StreamRecord[]; attempts: number }[] = [{ records, attempts: 0 }];
    while (runs.length > 0 && !this.#stopped) {
      const run = runs.shift()!;
      const last = run.records.at(-1)!;
      const wanted = run.records.filter((record) => this.#wants(record));
      if (wanted.length === 0) {
        this.#reader.advance(shard, last);
        continue;
      }
      const result = await this.#stack.lambda.invoke(this.#mapping.functionArn, {
        Records: wanted.map((record) => this.#present(record)),
      });
      if (this.#stopped && !result.ok) return;
      const failed = this.#firstFailure(run.records, result);
      if (failed === undefined) {
        this.#reader.advance(shard, last);
        continue;
      }
      // What came before the first failure is done and is not repeated.
      if (failed > 0) this.#reader.advance(shard, run.records[failed - 1]!);
      const rest = run.records.slice(failed);
      const attempts = (failed > 0 ? 0 : run.attempts) + 1;
      const { maximumRetryAttempts: most, bisect } = this.#mapping;
      if (bisect && rest.length > 1) {
        const middle = Math.ceil(rest.length / 2);
        runs.unshift(
          { records: rest.slice(0, middle), attempts: run.attempts },
          { records: rest.slice(middle), attempts: run.attempts },
        );
      } else if (most >= 0 && attempts > most) {
        this.#giveUp(shard, rest, attempts, result);
      } else {
        runs.unshift({ records: rest, attempts });
        this.#report(result, attempts);
        await this.#pause(Math.min(100 * 2 ** attempts, longestBackoff));
      }
    }
  }

  #wants(record: StreamRecord): boolean {
    return this.#filters.length === 0 || this.#filters.some((matches) => matches(record));
  }

  /** The record as it would come from AWS, whatever engine it came from. */
  #present(record: StreamRecord): object {
    return { ...record, awsRegion: this.#stack.region, eventSourceARN: this.#mapping.streamArn };
  }

  /** Index of the first record that was not handled. */
  #firstFailure(records: readonly StreamRecord[], result: InvocationResult): number | undefined {
    if (!result.ok) return 0;
    if (!this.#mapping.reportsFailures) return undefined;
    const answer = result.payload as { batchItemFailures?: { itemIdentifier?: string }[] } | null;
    const failures = answer?.batchItemFailures ?? [];
    if (failures.length === 0) return undefined;
    const indexes = failures.map(({ itemIdentifier }) =>
      records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === itemIdentifier),
    );
    // An identifier that is not in the batch fails all of it.
    return Math.max(0, Math.min(...indexes));
  }

  #report(result: InvocationResult, attempts: number): void {
    this.#stack.log('warn', 'a batch of a table stream failed and is tried again', {
      mapping: this.#mapping.id,
      attempts,
      ...(result.ok ? {} : { error: result.errorType, message: result.errorMessage }),
    });
  }

  #giveUp(shard: string, records: readonly StreamRecord[], attempts: number, result: InvocationResult): void {
    const { onFailure, functionArn, streamArn } = this.#mapping;
    this.#stack.log('error', 'a batch of a table stream was given up', {
      mapping: this.#mapping.id,
      attempts,
      records: records.length,
    });
    const arrivals = [records[0]!, records.at(-1)!].map(({ dynamodb }) =>
      new Date((dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString(),
    );
    const record = {
      requestContext: {
        requestId: `${this.#mapping.id}:${records[0]!.dynamodb.SequenceNumber}`,
        functionArn,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: attempts,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: result.ok ? 'BatchItemFailures' : 'Unhandled',
      },
      version: '1.0',
      timestamp: new Date(this.#stack.clock.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: shard,
        startSequenceNumber: records[0]!.dynamodb.SequenceNumber,
        endSequenceNumber: records.at(-1)!.dynamodb.SequenceNumber,
        approximateArrivalOfFirstRecord: arrivals[0],
        approximateArrivalOfLastRecord: arrivals[1],
        batchSize: records.length,
        streamArn,
      },
    };
    transaction(this.#stack.db, () => {
      if (onFailure !== undefined) this.#stack.targets.deliver(onFailure, JSON.stringify(record));
      this.#reader.advance(shard, records.at(-1)!);
    });
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
