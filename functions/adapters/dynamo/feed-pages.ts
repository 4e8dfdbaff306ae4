import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AggregateType, EventEnvelope } from '../../contracts/event.ts';
import { fromJsonText, jsonText } from './json-text.ts';
import { queryAll, type Table } from './table.ts';
import { feedPageKey, feedPageRange } from './table-keys.ts';

/** What a page says of an event: enough to find it, and to know whether it is wanted. */
export interface Entry {
  readonly eventId: string;
  readonly type: string;
  readonly aggregateType: AggregateType;
  readonly aggregateId: string;
  readonly version: number;
}

/** A run of the feed. Nothing of it ever changes; the next page begins where it ends. */
export interface FeedPage {
  readonly first: number;
  /** Nothing up to its end was committed later, by the clock of the table, in milliseconds; never less than before. */
  readonly upTo: number;
  readonly entries: readonly Entry[];
}

/** Writes a page unless the feed has gone on from where it begins; answers whether it did. */
export async function putPage(table: Table, { first, upTo, entries }: FeedPage): Promise<boolean> {
  try {
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...feedPageKey(first), first, upTo, entries: jsonText(entries) },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Pages by where they begin: from a position on, or before one. */
export async function readPages(
  table: Table,
  {
    from = 0,
    before,
    newestFirst = false,
    limit,
  }: {
    readonly from?: number;
    readonly before?: number | undefined;
    readonly newestFirst?: boolean;
    readonly limit: number;
  },
): Promise<FeedPage[]> {
  const range = feedPageRange(from, before);
  const items = await queryAll(
    table,
    {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': range.pk, ':from': range.from, ':to': range.to },
      // Who is told of a place goes there at once.
      ConsistentRead: true,
      ScanIndexForward: !newestFirst,
    },
    limit,
  );
  return items.map((item) => ({
    first: Number(item['first']),
    upTo: Number(item['upTo']),
    entries: fromJsonText(item['entries']) as readonly Entry[],
  }));
}

export function lastOf({ first, entries }: FeedPage): number {
  return first + entries.length - 1;
}

export function entryOf({ eventId, type, aggregateType, aggregateId, version }: EventEnvelope): Entry {
  return { eventId, type, aggregateType, aggregateId, version };
}
