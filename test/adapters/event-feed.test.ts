import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoEventFeed } from '../../functions/adapters/dynamo/event-feed.ts';
import { openTable } from '../../functions/adapters/dynamo/table.ts';
import { feedHeadKey } from '../../functions/adapters/dynamo/table-keys.ts';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { change } from '../../functions/ports/change.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { counted, counter } from './counter.ts';

const at = '2026-03-01T09:00:00.000Z';

let started: TestPorts;
beforeAll(async () => {
  started = await makePorts();
});
afterAll(() => started.stop());

async function happen(events: number): Promise<readonly EventEnvelope[]> {
  const { store, ids } = started.ports;
  const id = ids.next('led');
  const made = Array.from({ length: events }, (_, i) => counted(i));
  await store.commit([change(counter, id, undefined, made, at)], contextAt(at));
  return store.history('lead', id);
}

describe('the feed', () => {
  test('has no gap and keeps the order in which events are given', async () => {
    const { feed } = started.ports;
    const [a, b] = [await happen(3), await happen(90)];
    const events = [...a.slice(0, 2), ...b, ...a.slice(2)];
    const positioned = await feed.position(events);
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
    const placed = await feed.position(first);
    const more = [...(await happen(60)), ...(await happen(60))];
    const again = await feed.position([...first, ...more, ...more.slice(0, 3)]);
    expect(again.slice(0, 2)).toEqual(placed);
    expect(again).toHaveLength(122);
    const next = (again.at(-1)?.position ?? 0) + 1;
    expect((await feed.position(await happen(1)))[0]?.position).toBe(next);
  });

  test('stays gapless when several relays place at once, some of them the same events', async () => {
    const { feed } = started.ports;
    const [mark] = await feed.position(await happen(1));
    const before = mark?.position ?? 0;
    const histories = await Promise.all(Array.from({ length: 6 }, () => happen(5)));
    const batches = [...histories, histories[0] ?? [], [...(histories[1] ?? []), ...(histories[2] ?? [])]];
    await Promise.all(batches.map((batch) => feed.position(batch)));
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

  test('does not take in an event that is not stored', async () => {
    const [event] = await happen(1);
    if (event === undefined) throw new Error('nothing happened');
    await expect(started.ports.feed.position([{ ...event, version: 99 }])).rejects.toThrow(
      /not in the table/,
    );
  });

  test('goes on past the end of a block, and stops before a gap', async () => {
    const { client, tableName } = started.table;
    const table = openTable(client, tableName);
    const setHead = (position: number) =>
      table.client.send(new PutCommand({ TableName: tableName, Item: { ...feedHeadKey, position } }));
    await setHead(9_995);
    const feed = dynamoEventFeed(table);
    const placed = await feed.position([...(await happen(9)), ...(await happen(1))]);
    expect(placed.map(({ position }) => position)).toEqual(Array.from({ length: 10 }, (_, i) => 9_996 + i));
    expect(await feed.read({ after: 9_995, limit: 7 })).toEqual({
      items: placed.slice(0, 7),
      nextAfter: 10_002,
    });
    expect((await feed.read({ after: 9_995, limit: 50 })).items).toEqual(placed);
    expect((await feed.read({ after: 9_999, limit: 50 })).items).toEqual(placed.slice(4));
    expect(await feed.latest({ limit: 3 })).toEqual(placed.slice(-3).reverse());
    expect(await feed.latest({ before: 10_003, limit: 5 })).toEqual(placed.slice(2, 7).reverse());
    expect(await feed.latest({ before: 1, limit: 5 })).toEqual([]);
    // As when the index shows what was placed at 10,008 before what was placed at 10,006 and 10,007.
    await setHead(10_007);
    const [ahead] = await dynamoEventFeed(table).position(await happen(1));
    expect(ahead?.position).toBe(10_008);
    expect(await feed.read({ after: 10_003, limit: 50 })).toEqual({
      items: placed.slice(8),
      nextAfter: 10_005,
    });
    // The feed that does not know of it finds its own head moved, and takes the next place.
    expect((await feed.position(await happen(1)))[0]?.position).toBe(10_009);
  });
});
