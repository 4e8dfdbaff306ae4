import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { EventEnvelope, PositionedEvent } from '../../contracts/event.ts';
import type { EventFeed } from '../../ports/event-feed.ts';
import { envelopeOf } from './envelope.ts';
import { getAll, type Item, keyOf, pause, queryAll, type Table } from './table.ts';
import { eventKey, feedBlock, feedBlockEnd, feedBlockStart, feedHeadKey } from './table-keys.ts';

/** With the head of the feed they fill one transaction. */
const mostEvents = 99;
/** The relay runs one shard after another; a few shards are rivals for the head. */
const attempts = 40;
/** How many positions one read looks through at most when it seeks a type. */
const mostScanned = 2_000;

export function dynamoEventFeed(table: Table): EventFeed {
  /**
   * Where this instance left the head. Most often it still stands there and the events have no place yet: then one
   * transaction does it all, and its conditions find out when it is otherwise.
   */
  let leftAt: number | undefined;

  /** The head, and what places the events have. They are not read at one moment; the conditions of `place` see to that. */
  const look = async (events: readonly EventEnvelope[]) => {
    const keys = events.map((event) => eventKey(event.aggregateType, event.aggregateId, event.version));
    const items = await getAll(table, [feedHeadKey, ...keys]);
    const places = new Map(items.map((item) => [item['eventId'], item['position']]));
    const missing = events.find((event) => !places.has(event.eventId));
    if (missing !== undefined) throw new Error(`the event ${missing.eventId} is not in the table`);
    return { before: Number(places.get(undefined) ?? 0), places };
  };

  /** One try: false when a rival moved the head or placed one of the events first. */
  const place = async (events: readonly EventEnvelope[], before: number): Promise<boolean> => {
    const counter = before === 0 ? 'attribute_not_exists(pk)' : '#position = :before';
    try {
      await table.client.send(
        new TransactWriteCommand({
          TransactItems: [
            {
              Update: {
                TableName: table.name,
                Key: feedHeadKey,
                UpdateExpression: 'SET #position = :head',
                ConditionExpression: counter,
                ExpressionAttributeNames: { '#position': 'position' },
                ExpressionAttributeValues: {
                  ':head': before + events.length,
                  ...(before === 0 ? {} : { ':before': before }),
                },
              },
            },
            ...events.map((event, i) => ({
              Update: {
                TableName: table.name,
                Key: eventKey(event.aggregateType, event.aggregateId, event.version),
                UpdateExpression: 'SET #position = :position, feedBlock = :block',
                ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#position)',
                ExpressionAttributeNames: { '#position': 'position' },
                ExpressionAttributeValues: {
                  ':position': before + i + 1,
                  ':block': feedBlock(before + i + 1),
                },
              },
            })),
          ],
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException) return false;
      if (error instanceof Error && error.name === 'TransactionInProgressException') return false;
      throw error;
    }
  };

  const positionBatch = async (events: readonly EventEnvelope[]): Promise<PositionedEvent[]> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 1) await pause(Math.min(attempt, 4));
      const { before, places } =
        leftAt === undefined ? await look(events) : { before: leftAt, places: new Map<unknown, unknown>() };
      const unplaced = events.filter((event) => places.get(event.eventId) === undefined);
      leftAt = undefined;
      if (unplaced.length === 0 || (await place(unplaced, before))) {
        leftAt = before + unplaced.length;
        const fresh = new Map(unplaced.map((event, i) => [event.eventId, before + i + 1]));
        return events.map((event) => ({
          ...event,
          position: fresh.get(event.eventId) ?? Number(places.get(event.eventId)),
        }));
      }
    }
    throw new Error(`no place in the feed after ${attempts} tries; the relay will come again`);
  };

  return {
    async position(events) {
      const once = [...new Map(events.map((event) => [event.eventId, event])).values()];
      const placed: PositionedEvent[] = [];
      for (let i = 0; i < once.length; i += mostEvents) {
        placed.push(...(await positionBatch(once.slice(i, i + mostEvents))));
      }
      return placed;
    },

    async latest({ before, limit }) {
      const newest = before ?? Number((await getAll(table, [feedHeadKey]))[0]?.['position'] ?? 0) + 1;
      const entries: Item[] = [];
      let behind = newest;
      while (entries.length < limit && behind > 1) {
        const found = await queryAll(
          table,
          {
            IndexName: 'feed',
            KeyConditionExpression: 'feedBlock = :block AND #position < :before',
            ExpressionAttributeNames: { '#position': 'position' },
            ExpressionAttributeValues: { ':block': feedBlock(behind - 1), ':before': behind },
            ScanIndexForward: false,
          },
          limit - entries.length,
        );
        entries.push(...found);
        // A block that is found empty, or shorter, leads on to the one before it.
        behind = found.length === 0 ? feedBlockStart(behind - 1) : Number(found.at(-1)?.['position']);
      }
      const events = await getAll(table, entries.map(keyOf));
      return events.map(positioned);
    },

    async read({ after, limit, types }) {
      const items: PositionedEvent[] = [];
      let last = after;
      while (items.length < limit && last < after + mostScanned) {
        const wanted = types === undefined ? limit - items.length : Math.max(limit, 200);
        const entries = await queryAll(
          table,
          {
            IndexName: 'feed',
            KeyConditionExpression: 'feedBlock = :block AND #position > :after',
            ExpressionAttributeNames: { '#position': 'position' },
            ExpressionAttributeValues: { ':block': feedBlock(last + 1), ':after': last },
          },
          wanted,
        );
        const run: typeof entries = [];
        let end = last;
        for (const entry of entries) {
          // The index may show a later event before an earlier one: never step over one.
          if (entry['position'] !== end + 1) break;
          if (types === undefined || types.includes(String(entry['type']))) {
            if (items.length + run.length === limit) break;
            run.push(entry);
          }
          end += 1;
        }
        const events = await getAll(table, run.map(keyOf));
        items.push(...events.map(positioned));
        if (end === last) break;
        const blockEnded = end === feedBlockEnd(last + 1);
        last = end;
        if (entries.length < wanted && !blockEnded) break;
      }
      return { items, nextAfter: last };
    },
  };
}

function positioned(item: Item): PositionedEvent {
  return { ...envelopeOf(item), position: Number(item['position']) };
}
