import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { together } from '../../ports/together.ts';
import type { Key } from './table-keys.ts';

/** The one table and the way to it. */
export interface Table {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly name: string;
}

export type Item = Record<string, unknown>;

export function openTable(client: DynamoDBClient, name: string): Table {
  // It copies all that is sent and answered for a log that nobody keeps.
  client.middlewareStack.remove('loggerMiddleware');
  return {
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    name,
  };
}

/** Names an item among those of the table. */
export const textOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

/** The key in what an index answered. */
export function keyOf({ pk, sk }: Item): Key {
  return { pk: String(pk), sk: String(sk) };
}

const keysPerBatch = 100;
const itemsPerBatch = 25;
const batchAttempts = 12;

/** While so many reads are under way, others wait for one of them and then go together. */
const readsAtOnce = 2;

const readers = new WeakMap<Table, (key: Key) => Promise<Item | undefined>>();

/**
 * Reads one item, consistently. What is asked for at the same moment is read in one request, since a request costs more
 * than what it answers.
 */
export function getOne(table: Table, key: Key): Promise<Item | undefined> {
  const known = readers.get(table);
  if (known !== undefined) return known(key);
  const read = together(readsAtOnce, (keys: readonly Key[]) => readKeys(table, keys));
  readers.set(table, read);
  return read(key);
}

async function readKeys(table: Table, keys: readonly Key[]): Promise<readonly (Item | undefined)[]> {
  const distinct = [...new Map(keys.map((key) => [textOf(key), key])).values()];
  const [alone] = distinct;
  if (distinct.length === 1 && alone !== undefined) {
    const answer = await table.client.send(
      new GetCommand({ TableName: table.name, Key: alone, ConsistentRead: true }),
    );
    return keys.map(() => answer.Item);
  }
  const found = new Map<string, Item>();
  const batches: Key[][] = [];
  for (let i = 0; i < distinct.length; i += keysPerBatch) batches.push(distinct.slice(i, i + keysPerBatch));
  await Promise.all(
    batches.map(async (batch) => {
      let wanted: Item[] = batch.map(({ pk, sk }) => ({ pk, sk }));
      for (let attempt = 0; wanted.length > 0; attempt++) {
        if (attempt === batchAttempts)
          throw new Error(`the table did not answer ${wanted.length} of a batch of reads`);
        if (attempt > 0) await pause(attempt);
        const answer = await table.client.send(
          new BatchGetCommand({ RequestItems: { [table.name]: { Keys: wanted, ConsistentRead: true } } }),
        );
        for (const item of answer.Responses?.[table.name] ?? []) found.set(textOf(keyOf(item)), item);
        wanted = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
      }
    }),
  );
  return keys.map((key) => found.get(textOf(key)));
}

/** Reads all keys, consistently, in any number; answers the items in the order of the keys, without those that are not there. */
export async function getAll(table: Table, keys: readonly Key[]): Promise<Item[]> {
  const items = await Promise.all(keys.map((key) => getOne(table, key)));
  return items.filter((item) => item !== undefined);
}

/** Writes all items, in any number and order. */
export async function putAll(table: Table, items: readonly Item[]): Promise<void> {
  const puts = items.map((item) => ({ PutRequest: { Item: item } }));
  const batches: (typeof puts)[] = [];
  for (let i = 0; i < puts.length; i += itemsPerBatch) batches.push(puts.slice(i, i + itemsPerBatch));
  await Promise.all(
    batches.map(async (batch) => {
      let wanted: { PutRequest?: { Item: Item | undefined } }[] = batch;
      for (let attempt = 0; wanted.length > 0; attempt++) {
        if (attempt === batchAttempts) throw new Error(`the table did not take ${wanted.length} items`);
        if (attempt > 0) await pause(attempt);
        const answer = await table.client.send(
          new BatchWriteCommand({ RequestItems: { [table.name]: wanted } }),
        );
        wanted = (answer.UnprocessedItems?.[table.name] ?? []) as typeof wanted;
      }
    }),
  );
}

/** All items of a query, page by page, at most `limit`. */
export async function queryAll(
  table: Table,
  query: Omit<QueryCommandInput, 'TableName'>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ...query,
        ...(Number.isFinite(limit) ? { Limit: limit - items.length } : {}),
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    items.push(...(answer.Items ?? []));
    from = answer.LastEvaluatedKey;
  } while (from !== undefined && items.length < limit);
  return items;
}

/** How many a query finds, of which none is sent. */
export async function countAll(table: Table, query: Omit<QueryCommandInput, 'TableName'>): Promise<number> {
  let count = 0;
  let from: Item | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ...query,
        Select: 'COUNT',
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    count += answer.Count ?? 0;
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return count;
}

/** Waits before the next try: doubling from 20 ms to at most a second, with full jitter so that rivals part. */
export async function pause(attempt: number): Promise<void> {
  const most = Math.min(1_000, 20 * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * most));
}
