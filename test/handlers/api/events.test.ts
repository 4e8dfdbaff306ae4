import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { change } from '../../../functions/ports/change.ts';
import { counted, counter } from '../../adapters/counter.ts';
import { type Call, makeApi } from '../../api.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';

const at = '2026-03-01T09:00:00.000Z';

let started: TestPorts;
let call: Call;
beforeAll(async () => {
  started = await makePorts();
  call = makeApi(routes, started.ports);
  const { store, feed, ids } = started.ports;
  for (let i = 0; i < 3; i++) {
    const id = ids.next('led');
    await store.commit([change(counter, id, undefined, [counted(1), counted(2)], at)], contextAt(at));
    await feed.position(await store.history('lead', id), { since: 0, until: 0 });
  }
});
afterAll(() => started.stop());

describe('GET /events', () => {
  test('replays everything in order, page by page', async () => {
    const seen: number[] = [];
    let after = 0;
    for (;;) {
      const { status, body } = await call('GET', `/events?after=${after}&limit=4`);
      expect(status).toBe(200);
      if (body.items.length === 0) break;
      seen.push(...body.items.map(({ position }: { position: number }) => position));
      after = body.nextAfter;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await call('GET', '/events')).body.items).toHaveLength(6);
  });

  test('takes names of events, and refuses what is none', async () => {
    const { body } = await call('GET', '/events?types=lead.counted,lead.won&limit=2');
    expect(body.items).toHaveLength(2);
    expect((await call('GET', '/events?types=lead.won')).body).toEqual({ items: [], nextAfter: 6 });
    for (const query of [
      'types=x',
      'types=',
      'after=-1',
      'after=x',
      'limit=0',
      'limit=201',
      `after=${10 ** 20}`,
    ]) {
      expect(await call('GET', `/events?${query}`), query).toMatchObject({ status: 400 });
    }
    expect((await call('GET', `/events?after=${Number.MAX_SAFE_INTEGER}`)).body.items).toEqual([]);
  });
});

describe('dead letters', () => {
  const letter = (messageId: string, consumer: string) => ({
    messageId,
    consumer,
    firstReceivedAt: at,
    attempts: 5,
    body: { detail: { type: 'lead.counted' } },
  });

  test('are shown and replayed', async () => {
    started.recorded.deadLetters.push(letter('m1', 'send-mail'), letter('m2', 'index-search'));
    expect((await call('GET', '/dead-letters')).body.items).toHaveLength(2);
    expect((await call('GET', '/dead-letters?consumer=send-mail')).body.items).toEqual([
      letter('m1', 'send-mail'),
    ]);
    expect(await call('POST', '/dead-letters/send-mail/replay')).toMatchObject({
      status: 200,
      body: { replayed: 1 },
    });
    expect((await call('GET', '/dead-letters')).body.items).toEqual([letter('m2', 'index-search')]);
    expect(await call('GET', '/dead-letters?consumer=UPPER')).toMatchObject({ status: 400 });
  });

  test('say of what they are and why their consumer failed at it', async () => {
    const event = (await call('GET', '/events?limit=1')).body.items[0]!;
    const { aggregateId, aggregateType, type, at: happenedAt } = event;
    const body = { detail: event };
    started.recorded.deadLetters.push({ ...letter('m3', 'post-ledger'), body });
    const look = async () => (await call('GET', '/dead-letters?consumer=post-ledger')).body.items;
    const told = { aggregateId, aggregateType, type, at: happenedAt };
    expect(await look()).toEqual([{ ...letter('m3', 'post-ledger'), body, event: told }]);
    const stumble = { at, version: 1, words: 'Error: no account' };
    await started.ports.checkpoints.stumble('post-ledger', aggregateId, stumble);
    expect(await look()).toMatchObject([{ failure: { at, words: 'Error: no account' } }]);
    await started.ports.checkpoints.advance('post-ledger', aggregateId, 1);
    expect((await look())[0]).not.toHaveProperty('failure');
  });

  test('are replayed by network staff and not by others', async () => {
    const claims = { sub: 's', 'cognito:groups': '[support]' };
    expect(await call('POST', '/dead-letters/send-mail/replay', { claims })).toMatchObject({ status: 403 });
  });
});

test('the description is public and complete', async () => {
  const { status, body } = await call('GET', '/openapi.json', { claims: undefined });
  expect(status).toBe(200);
  expect(body.openapi).toBe('3.1.0');
  expect(Object.keys(body['paths'] as object)).toEqual(
    expect.arrayContaining(['/leads', '/events', '/openapi.json']),
  );
});
