import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { change } from '../../functions/ports/change.ts';
import { consumer } from '../../functions/runtime/consume.ts';
import { counted, counter } from '../adapters/counter.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';

const at = '2026-03-01T09:00:00.000Z';

let started: TestPorts;
beforeAll(async () => {
  started = await makePorts();
});
afterAll(() => started.stop());

let complaints: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  return () => complaints.mockRestore();
});

async function happen(events: number, id = started.ports.ids.next('led')): Promise<readonly EventEnvelope[]> {
  const { store } = started.ports;
  const stored = await store.load(counter, id);
  const made = Array.from({ length: events }, (_, i) => counted(i));
  await store.commit([change(counter, id, stored, made, at)], contextAt(at));
  return store.history('lead', id);
}

/** A batch as the bus and the queue make it, message `m<i>` for the i-th event. */
function batch(...events: readonly (EventEnvelope | string)[]): SQSEvent {
  return {
    Records: events.map((event, i) => ({
      messageId: `m${i}`,
      body:
        typeof event === 'string'
          ? event
          : JSON.stringify({
              source: 'throughline',
              'detail-type': event.type,
              detail: { ...event, position: i + 1 },
            }),
    })),
  } as SQSEvent;
}

let consumers = 0;
function make(types?: readonly string[]) {
  consumers += 1;
  const handled: string[] = [];
  const failing = new Set<string>();
  const name = `consumer-${consumers}`;
  const handler = consumer({
    name,
    ...(types === undefined ? {} : { types }),
    ports: started.ports,
    async handle(event, _ports, context) {
      expect(context.actor).toEqual({ kind: 'system', id: name });
      const label = `${event.aggregateId}:${event.version}`;
      if (failing.has(label)) throw new Error(`cannot handle ${label}`);
      handled.push(label);
    },
  });
  return { handler, handled, failing, name };
}
const label = (event: EventEnvelope | undefined) => `${event?.aggregateId}:${event?.version}`;

describe('a consumer', () => {
  test('handles an aggregate’s history in order, whichever message comes, and each event once', async () => {
    const { handler, handled } = make();
    const events = await happen(4);
    const [first, second, third, fourth] = events;
    if (first === undefined || second === undefined || third === undefined || fourth === undefined)
      throw new Error();
    expect(await handler(batch(third, first))).toEqual({ batchItemFailures: [] });
    expect(handled).toEqual(events.slice(0, 3).map(label));
    expect(await handler(batch(second, fourth, fourth))).toEqual({ batchItemFailures: [] });
    expect(handled).toEqual(events.map(label));
    const more = await happen(1, first.aggregateId);
    expect(await handler(batch(...more.slice(-1)))).toEqual({ batchItemFailures: [] });
    expect(handled.slice(4)).toEqual(more.slice(-1).map(label));
  });

  test('stops at what it cannot handle, reports that and what follows, and goes on from there', async () => {
    const { handler, handled, failing, name } = make();
    const a = await happen(3);
    const b = await happen(2);
    failing.add(label(a[1]));
    const failed = await handler(batch(...a, ...b));
    expect(failed).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }] });
    expect(handled.toSorted()).toEqual([label(a[0]), ...b.map(label)].toSorted());
    expect(complaints).toHaveBeenCalledOnce();
    const stumbles = () =>
      started.ports.checkpoints.stumbles(
        [a, b].map(([first]) => ({ consumer: name, aggregateId: first!.aggregateId })),
      );
    expect(await stumbles()).toEqual([
      { at: expect.any(String), version: 2, words: `Error: cannot handle ${label(a[1])}` },
      undefined,
    ]);
    failing.clear();
    expect(await handler(batch(...a.slice(1)))).toEqual({ batchItemFailures: [] });
    expect(await stumbles()).toEqual([undefined, undefined]);
    expect(handled.filter((one) => one.startsWith(a[0]?.aggregateId ?? ''))).toEqual(a.map(label));
  });

  test('reads the ground of a batch once, and only where something is handled', async () => {
    let reads = 0;
    const seen: number[] = [];
    const handler = consumer({
      name: 'consumer-with-ground',
      ports: started.ports,
      ground: async () => ++reads,
      async handle(_event, _ports, _context, ground) {
        seen.push(ground);
      },
    });
    const events = [...(await happen(2)), ...(await happen(1))];
    await handler(batch(...events));
    expect(seen).toEqual([1, 1, 1]);
    await handler(batch(...events));
    expect(reads).toBe(1);
  });

  test('reads what it foresees with the checkpoint, once for all events of an aggregate', async () => {
    const load = vi.spyOn(started.ports.store, 'load');
    const seen: unknown[] = [];
    const handler = consumer({
      name: 'consumer-that-foresees',
      ports: started.ports,
      foresee: ({ aggregateId }, store) => [store.load(counter, aggregateId)],
      async handle({ aggregateId }, { store }) {
        seen.push((await store.load(counter, aggregateId))?.version);
      },
    });
    const events = await happen(3);
    load.mockClear();
    expect(await handler(batch(...events))).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual([3, 3, 3]);
    expect(load).toHaveBeenCalledOnce();
    load.mockRestore();
  });

  test('leaves events alone while nobody wants any, and has them when somebody does', async () => {
    let wanted = false;
    const handled: string[] = [];
    const handler = consumer({
      name: 'idle-consumer',
      ports: started.ports,
      ground: async () => wanted,
      isIdle: (isWanted) => !isWanted,
      async handle(event) {
        handled.push(label(event));
      },
    });
    const events = await happen(2);
    const checkpoint = () => started.ports.checkpoints.get('idle-consumer', events[0]!.aggregateId);
    expect(await handler(batch(...events))).toEqual({ batchItemFailures: [] });
    expect([handled, await checkpoint()]).toEqual([[], 0]);
    expect((await handler(batch('no json'))).batchItemFailures).toHaveLength(1);
    wanted = true;
    expect(await handler(batch(...events))).toEqual({ batchItemFailures: [] });
    expect([handled, await checkpoint()]).toEqual([events.map(label), 2]);
  });

  test('passes over events that do not concern it', async () => {
    const { handler, handled } = make(['lead.converted']);
    expect(await handler(batch(...(await happen(2))))).toEqual({ batchItemFailures: [] });
    expect(handled).toEqual([]);
  });

  test('gives back what is no event, and what its history does not have yet', async () => {
    const { handler, handled } = make();
    const [event] = await happen(1);
    if (event === undefined) throw new Error();
    const early = { ...event, version: 3 };
    const got = await handler(batch('no json', '{"detail":{}}', early, event));
    expect(got.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m0', 'm1', 'm2']);
    expect(handled).toEqual([label(event)]);
    expect(await handler(batch(event))).toEqual({ batchItemFailures: [] });
    expect(handled).toEqual([label(event)]);
  });
});
