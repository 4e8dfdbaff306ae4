import type { DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EventEnvelope, PositionedEvent } from '../../functions/contracts/event.ts';
import { change } from '../../functions/ports/change.ts';
import { relay } from '../../functions/runtime/relay.ts';
import { counted, counter } from '../adapters/counter.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';

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

const wire = (value: unknown): object => {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(wire) };
  return { M: Object.fromEntries(Object.entries(value as object).map(([key, held]) => [key, wire(held)])) };
};

function record(image: object, sequence: string, eventName: 'INSERT' | 'MODIFY' = 'INSERT') {
  return { eventName, dynamodb: { SequenceNumber: sequence, NewImage: (wire(image) as { M: object }).M } };
}

function stream(events: readonly EventEnvelope[]): DynamoDBStreamEvent {
  const records = events.map((event) =>
    record(
      {
        pk: `lead#${event.aggregateId}`,
        sk: `EVENT#${String(event.version).padStart(10, '0')}`,
        ...event,
      },
      `s-${event.version}`,
    ),
  );
  return { Records: records } as unknown as DynamoDBStreamEvent;
}

describe('the relay', () => {
  test('publishes each event with its place in the feed, in order, and passes over what is none', async () => {
    const events = await happen(12);
    const { Records } = stream(events);
    const others = [
      record({ pk: 'lead#1', sk: 'STATE', version: 1, state: { a: [1, null, true] } }, 'x1'),
      { ...(Records[0] as object), eventName: 'MODIFY' },
      { eventName: 'REMOVE', dynamodb: { SequenceNumber: 'x2' } },
    ];
    const published: PositionedEvent[][] = [];
    const bus = { publish: async (batch: readonly PositionedEvent[]) => void published.push([...batch]) };
    const run = relay({ feed: started.ports.feed, bus });
    const batch = { Records: [...others, ...Records] } as DynamoDBStreamEvent;
    expect(await run(batch)).toEqual({ batchItemFailures: [] });
    expect(published.map(({ length }) => length)).toEqual([10, 2]);
    const { items } = await started.ports.feed.read({ after: 0, limit: 50 });
    expect(published.flat()).toEqual(items);
    expect(items.map(({ position: _, ...event }) => event)).toEqual(events);
    // Again after a crash: the same places, published once more.
    expect(await run(batch)).toEqual({ batchItemFailures: [] });
    expect(published.slice(2).flat()).toEqual(items);
  });

  test('reports the first event that was not published, so that the stream comes again from there', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let calls = 0;
    const bus = {
      publish: async () => {
        calls += 1;
        if (calls === 2) throw new Error('the bus is full');
      },
    };
    const events = await happen(15);
    expect(await relay({ feed: started.ports.feed, bus })(stream(events))).toEqual({
      batchItemFailures: [{ itemIdentifier: 's-11' }],
    });
    const missing = events.map((event) => ({ ...event, aggregateId: 'led_none' }));
    expect(await relay({ feed: started.ports.feed, bus })(stream(missing))).toEqual({
      batchItemFailures: [{ itemIdentifier: 's-1' }],
    });
    expect(complaints).toHaveBeenCalledTimes(2);
    complaints.mockRestore();
  });
});
