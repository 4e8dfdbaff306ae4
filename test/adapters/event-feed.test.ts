import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoEventFeed } from '../../functions/adapters/dynamo/event-feed.ts';
import { openTable } from '../../functions/adapters/dynamo/table.ts';
import { eventKey, feedBlock, feedHeadKey } from '../../functions/adapters/dynamo/table-keys.ts';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { change } from '../../functions/ports/change.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { counted, counter } from './counter.ts';

const at = '2026-03-01T09:00:00.000Z';
const ever = { since: 0, until: 0 };

let started: TestPorts;
beforeAll(async () => {
  started = await makePorts();
});
afterAll(() => started.stop());

const happen = (events: number): Promise<readonly EventEnvelope[]> => happenIn(started.ports, events);

async function happenIn(
  { store, ids }: Pick<TestPorts['ports'], 'store' | 'ids'>,
  events: number,
): Promise<readonly EventEnvelope[]> {
  const id = ids.next('led');
  const made = Array.from({ length: events }, (_, i) => counted(i));
  await store.commit([change(counter, id, undefined, made, at)], contextAt(at));
  return store.history('lead', id);
}

/** A table in which so many events have the places that an earlier release gave them. */
async function earlier(many: number): Promise<TestPorts> {
  const made = await makePorts();
  const table = openTable(made.table.client, made.table.tableName);
  const events: EventEnvelope[] = [];
  while (events.length < many) {
    const start = events.length;
    const id = made.ports.ids.next('led');
    const some = Array.from({ length: Math.min(50, many - start) }, (_, i) => counted(start + i));
    await made.ports.store.commit([change(counter, id, undefined, some, at)], contextAt(at));
    events.push(...(await made.ports.store.history('lead', id)));
  }
  for (const [i, event] of events.entries()) {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: eventKey('lead', event.aggregateId, event.version),
        UpdateExpression: 'SET #position = :position, feedBlock = :block',
        ExpressionAttributeNames: { '#position': 'position' },
        ExpressionAttributeValues: { ':position': i + 1, ':block': feedBlock(i + 1) },
      }),
    );
  }
  await table.client.send(
    new PutCommand({ TableName: table.name, Item: { ...feedHeadKey, position: many } }),
  );
  return made;
}

describe('the feed', () => {
  test('has no gap and keeps the order in which events are given', async () => {
    const { feed } = started.ports;
    const [a, b] = [await happen(3), await happen(90)];
    const events = [...a.slice(0, 2), ...b, ...a.slice(2)];
    const positioned = await feed.position(events, ever);
    expect(positioned).toEqual(events.map((event, i) => ({ ...event, position: i + 1 })));
    const read = await feed.read({ after: 0, limit: 200 });
    expect(read).toEqual({ items: positioned, nextAfter: 93 });
    expect(await feed.read({ after: 90, limit: 2 })).toEqual({
      items: positioned.slice(90, 92),
      nextAfter: 92,
    });
    expect(await feed.read({ after: 93, limit: 2 })).toEqual({ items: [], nextAfter: 93 });
  });

  test('gives an event its place once, also when it comes again among others or twice at once', async () => {
    const { feed } = started.ports;
    const first = await happen(2);
    const placed = await feed.position(first, ever);
    const more = [...(await happen(60)), ...(await happen(60))];
    const again = await feed.position([...first, ...more, ...more.slice(0, 3)], ever);
    expect(again.slice(0, 2)).toEqual(placed);
    expect(again).toHaveLength(122);
    const next = (again.at(-1)?.position ?? 0) + 1;
    expect((await feed.position(await happen(1), ever))[0]?.position).toBe(next);
  });

  test('stays gapless when several relays place at once, some of them the same events', async () => {
    const { feed } = started.ports;
    const [mark] = await feed.position(await happen(1), ever);
    const before = mark?.position ?? 0;
    const histories = await Promise.all(Array.from({ length: 6 }, () => happen(5)));
    const batches = [...histories, histories[0] ?? [], [...(histories[1] ?? []), ...(histories[2] ?? [])]];
    await Promise.all(batches.map((batch) => feed.position(batch, ever)));
    const { items } = await feed.read({ after: before, limit: 200 });
    expect(items.map(({ position }) => position)).toEqual(
      Array.from({ length: 30 }, (_, i) => before + i + 1),
    );
    for (const history of histories) {
      const own = items.filter(({ aggregateId }) => aggregateId === history[0]?.aggregateId);
      expect(own.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
    }
  });

  test('is read by type without losing its place', async () => {
    const { feed } = started.ports;
    const none = await feed.read({ after: 0, limit: 5, types: ['lead.converted'] });
    expect(none.items).toEqual([]);
    expect((await feed.read({ after: none.nextAfter, limit: 5 })).items).toEqual([]);
    const some = await feed.read({ after: 0, limit: 5, types: ['lead.converted', 'lead.counted'] });
    expect(some.items.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
    expect(some.nextAfter).toBe(5);
  });

  test('finds the place of an event that comes again, however many pages were written since', async () => {
    const table = openTable(started.table.client, started.table.tableName);
    const feed = dynamoEventFeed(table);
    const then = { since: 1_000, until: 1_000 };
    const later = { since: 9_000_000, until: 9_000_000 };
    const [early] = await feed.position(await happen(1), then);
    for (let i = 0; i < 30; i++) await feed.position(await happen(1), i % 2 === 0 ? later : then);
    // Who has placed all of them, who remembers nothing, and who remembers only what came later.
    expect(await feed.position([early!], then)).toEqual([early]);
    expect(await dynamoEventFeed(table).position([early!], then)).toEqual([early]);
    const recent = dynamoEventFeed(table);
    await recent.position(await happen(1), later);
    expect(await recent.position([early!], then)).toEqual([early]);
    const [next] = await recent.position(await happen(1), then);
    expect(next?.position).toBe(early!.position + 32);
  });

  test('is read on behind a hundred pages of one event each', async () => {
    const { feed } = started.ports;
    const events = await happen(90);
    const placed = [];
    for (const event of [...events, ...(await happen(20))])
      placed.push(...(await feed.position([event], ever)));
    const before = placed[0]!.position - 1;
    for (const after of [before, before + 1, before + 98, before + 99, before + 108]) {
      const { items } = await feed.read({ after, limit: 200 });
      expect(items).toEqual(placed.slice(after - before));
    }
  });

  test('goes backwards from the newest, or from a place, to the first', async () => {
    const { feed } = started.ports;
    const placed = await feed.position([...(await happen(9)), ...(await happen(1))], ever);
    const from = placed[0]!.position;
    expect(await feed.latest({ limit: 3 })).toEqual(placed.slice(-3).reverse());
    expect(await feed.latest({ before: from + 7, limit: 5 })).toEqual(placed.slice(2, 7).reverse());
    expect((await feed.latest({ before: 3, limit: 5 })).map(({ position }) => position)).toEqual([2, 1]);
    expect(await feed.latest({ before: 1, limit: 5 })).toEqual([]);
    expect(await feed.latest({ limit: 1_000 })).toHaveLength(placed.at(-1)!.position);
  });
});

describe('the feed of an earlier release', () => {
  test('keeps every place when it is taken over, also by two at once', async () => {
    const { ports, table: own, stop } = await earlier(230);
    try {
      const table = openTable(own.client, own.tableName);
      const events = await happenIn(ports, 1);
      const relays = [dynamoEventFeed(table), dynamoEventFeed(table)];
      const [placed, again] = await Promise.all(relays.map((relay) => relay.position(events, ever)));
      expect(placed).toEqual(again);
      expect(placed?.[0]?.position).toBe(231);
      const { items } = await dynamoEventFeed(table).read({ after: 0, limit: 500 });
      expect(items.map(({ position }) => position)).toEqual(Array.from({ length: 231 }, (_, i) => i + 1));
      expect(items.slice(0, 230).map(({ data }) => data)).toEqual(
        Array.from({ length: 230 }, (_, i) => counted(i).data),
      );
    } finally {
      await stop();
    }
  });
});
