import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { envelopeOf } from './envelope.ts';
import { entryOf, lastOf, putPage, readPages } from './feed-pages.ts';
import { getAll, getOne, keyOf, queryAll, type Table } from './table.ts';
import { feedBlock, feedHeadKey } from './table-keys.ts';

const eventsAtOnce = 100;

/**
 * An earlier release kept the place of an event in the event, and the end of the feed in an item of its own. What has its
 * place that way is written down as pages, once; broken off anywhere, or done by two at once, it goes on from the last page.
 */
export async function takeOverFeed(table: Table): Promise<void> {
  const head = await getOne(table, feedHeadKey);
  if (head === undefined) return;
  const end = Number(head['position']);
  for (;;) {
    const [newest] = await readPages(table, { newestFirst: true, limit: 1 });
    const reached = newest === undefined ? 0 : lastOf(newest);
    if (reached >= end) break;
    const first = reached + 1;
    const placed = await queryAll(
      table,
      {
        IndexName: 'feed',
        KeyConditionExpression: 'feedBlock = :block AND #position >= :first',
        ExpressionAttributeNames: { '#position': 'position' },
        ExpressionAttributeValues: { ':block': feedBlock(first), ':first': first },
      },
      eventsAtOnce,
    );
    const items = await getAll(table, placed.map(keyOf));
    if (items.length === 0 || items.some((item, i) => item['position'] !== first + i)) {
      throw new Error(`the feed that is taken over has a gap at ${first}`);
    }
    await putPage(table, { first, upTo: 0, entries: items.map((item) => entryOf(envelopeOf(item))) });
  }
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: feedHeadKey }));
}
