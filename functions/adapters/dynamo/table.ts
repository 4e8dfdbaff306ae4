import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Key } from './table-keys.ts';

/** The one table and the way to it. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

export type Item = Record<string, unknown>;

export function openTable(client: DynamoDBClient, name: string): Table {
  return {
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    name,
  };
}

/** The key in what an index answered. */
export function keyOf({ pk, sk }: Item): Key {
  return { pk: String(pk), sk: String(sk) };
}

const keysPerBatch = 100;
const batchAttempts = 8;

/** Reads all keys, consistently, in any number, each once; answers the items by `pk` and `sk` in the order of the keys, without those that are not there. */
export async function getAll(table: Table, keys: readonly Key[]): Promise<Item[]> {
  const found = new Map<string, Item>();
  const batches: Key[][] = [];
  for (let i = 0; i < keys.length; i += keysPerBatch) batches.push(keys.slice(i, i + keysPerBatch));
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
        for (const item of answer.Responses?.[table.name] ?? [])
          found.set(`${item['pk']}\n${item['sk']}`, item);
        wanted = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
      }
    }),
  );
  return keys.flatMap(({ pk, sk }) => {
    const item = found.get(`${pk}\n${sk}`);
    return item === undefined ? [] : [item];
  });
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
