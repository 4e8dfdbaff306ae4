import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { envelopeOf } from '../functions/adapters/dynamo/envelope.ts';
import type { EventEnvelope } from '../functions/contracts/event.ts';
import { eventSortKeyPrefix } from '../functions/contracts/table-definition.ts';
import type { TestPorts } from './ports.ts';

/** Every event of the table, in the order in which they were made. */
export async function everyEvent({ table }: Pick<TestPorts, 'table'>): Promise<EventEnvelope[]> {
  const pages = paginateScan(
    { client: DynamoDBDocumentClient.from(table.client) },
    {
      TableName: table.tableName,
      FilterExpression: 'begins_with(sk, :event)',
      ExpressionAttributeValues: { ':event': eventSortKeyPrefix },
    },
  );
  const items: Record<string, unknown>[] = [];
  for await (const { Items = [] } of pages) items.push(...Items);
  return items.map(envelopeOf).toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1));
}

/** Gives every event of the table its place in the feed, as the relay does; answers the last place. */
export async function relayed(test: TestPorts): Promise<number> {
  const positioned = await test.ports.feed.position(await everyEvent(test), { since: 0, until: 0 });
  return Math.max(0, ...positioned.map(({ position }) => position));
}
