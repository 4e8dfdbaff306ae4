import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoAnswers } from '../../functions/adapters/dynamo/answers.ts';
import { openTable } from '../../functions/adapters/dynamo/table.ts';
import { change } from '../../functions/ports/change.ts';
import type { Store, Where } from '../../functions/ports/store.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { counted, counter } from './counter.ts';

const at = '2026-03-01T09:00:00.000Z';
const later = '2026-03-02T09:00:00.000Z';

let started: TestPorts;
let store: Store;
const fresh = () => started.ports.ids.next('led');

beforeAll(async () => {
  started = await makePorts();
  store = started.ports.store;
});
afterAll(() => started.stop());

async function create(id: string, more: Parameters<typeof counted>[1] = {}) {
  const result = await store.commit([change(counter, id, undefined, [counted(1, more)], at)], contextAt(at));
  expect(result).toEqual({ ok: true, value: undefined });
}

test('many are read at once, in the order that was asked for, without those that are not there', async () => {
  const ids = Array.from({ length: 120 }, fresh);
  const there = ids.filter((_, i) => i % 40 !== 7);
  for (const id of there) await create(id);
  const read = await store.loadAll(counter, ids);
  expect(read.map(({ id }) => id)).toEqual(there);
  expect(read[0]).toEqual(await store.load(counter, there[0] ?? ''));
  expect(await store.loadAll(counter, [])).toEqual([]);
});

describe('a commit', () => {
  test('stores state, events, claims, secrets and numbers together', async () => {
    const id = fresh();
    const made = change(counter, id, undefined, [counted(2), counted(3)], at, {
      claims: [{ kind: 'username', value: 'ada' }],
      secrets: { password: 'pa55' },
      series: { name: 'invoices', number: 1 },
    });
    expect(await store.commit([made], contextAt(at))).toEqual({ ok: true, value: undefined });
    expect(await store.load(counter, id)).toEqual({ id, version: 2, state: { total: 5 }, updatedAt: at });
    expect(await store.holder({ kind: 'username', value: 'ada' })).toBe(id);
    expect(await store.secret('lead', id, 'password')).toBe('pa55');
    expect(await store.currentInSeries('invoices')).toBe(1);
    expect(await store.history('lead', id, 1)).toEqual([
      {
        eventId: expect.stringMatching(/^evt_[0-9a-z]{26}$/),
        type: 'lead.counted',
        aggregateType: 'lead',
        aggregateId: id,
        version: 2,
        at,
        actor: { kind: 'staff', id: 'tester' },
        data: { by: 3 },
      },
    ]);
  });

  test('refuses a version that is no longer the present one, and then leaves nothing behind', async () => {
    const id = fresh();
    await create(id);
    const stored = await store.load(counter, id);
    const first = change(counter, id, stored, [counted(1)], at);
    const second = change(counter, id, stored, [counted(10)], at, {
      claims: [{ kind: 'username', value: 'beaten' }],
      secrets: { password: 'lost' },
      series: { name: 'beaten', number: 1 },
    });
    expect(await store.commit([first], contextAt(at))).toMatchObject({ ok: true });
    expect(await store.commit([second], contextAt(at))).toMatchObject({
      ok: false,
      refusal: { code: 'store.version-conflict' },
    });
    expect((await store.load(counter, id))?.state.total).toBe(2);
    expect(await store.history('lead', id)).toHaveLength(2);
    expect(await store.holder({ kind: 'username', value: 'beaten' })).toBeUndefined();
    expect(await store.secret('lead', id, 'password')).toBeUndefined();
    expect(await store.currentInSeries('beaten')).toBe(0);
  });

  test('refuses to begin what is there already', async () => {
    const id = fresh();
    await create(id);
    const again = change(counter, id, undefined, [counted(1)], at);
    expect(await store.commit([again], contextAt(at))).toMatchObject({
      refusal: { code: 'store.version-conflict' },
    });
  });

  test('holds only against the version of If-Match', async () => {
    const id = fresh();
    await create(id);
    const next = change(counter, id, await store.load(counter, id), [counted(1)], at);
    expect(await store.commit([next], contextAt(at, { expectedVersion: 7 }))).toMatchObject({
      refusal: { code: 'store.version-conflict' },
    });
    expect(await store.commit([next], contextAt(at, { expectedVersion: 1 }))).toMatchObject({ ok: true });
  });

  test('of more than a transaction takes is a fault that says so', async () => {
    const events = Array.from({ length: 100 }, () => counted(1));
    const made = change(counter, fresh(), undefined, events, at);
    await expect(store.commit([made], contextAt(at))).rejects.toThrow(/101 items/);
  });

  test('that names an aggregate twice is a fault that says so', async () => {
    const id = fresh();
    const made = change(counter, id, undefined, [counted(1)], at);
    await expect(store.commit([made, made], contextAt(at))).rejects.toThrow(/twice/);
  });
});

describe('a claim that is remembered', () => {
  const claim = { kind: 'ipv4', value: '10.0.0.7@here', remembered: true };
  const noon = '2026-03-01T12:00:00.000Z';
  const next = '2026-03-03T09:00:00.000Z';
  const claims = [claim];

  test('tells at any instant who held it, also when it passes from one to another', async () => {
    const [a, b] = [fresh(), fresh()];
    expect(await store.holders([claim, claim])).toEqual([undefined, undefined]);
    const takes = change(counter, a, undefined, [counted(1)], at, { claims });
    expect(await store.commit([takes], contextAt(at))).toMatchObject({ ok: true });
    expect(await store.holders([claim])).toEqual([{ holder: a, since: at }]);
    // Within one instant taken, passed on and given back: nobody held it then for any time.
    const c = fresh();
    const passes = change(counter, a, await store.load(counter, a), [counted(1)], later, {
      releases: claims,
    });
    const gets = change(counter, c, undefined, [counted(1)], later, { claims });
    await store.commit([passes, gets], contextAt(later));
    const frees = change(counter, c, await store.load(counter, c), [counted(1)], later, { releases: claims });
    await store.commit([frees], contextAt(later));
    const takesToo = change(counter, b, undefined, [counted(1)], later, { claims });
    await store.commit([takesToo], contextAt(later));
    expect(await store.holderAt(claim, noon)).toEqual({ holder: a, since: at, until: later });
    expect(await store.holderAt(claim, later)).toEqual({ holder: b, since: later });
    const ends = change(counter, b, await store.load(counter, b), [counted(1)], next, { releases: claims });
    await store.commit([ends], contextAt(next));
    expect(await store.holder(claim)).toBeUndefined();
    const held = (instant: string) => store.holderAt(claim, instant).then((one) => one?.holder);
    expect(await Promise.all(['2026-02-01T00:00:00.000Z', at, noon, later, next].map(held))).toEqual([
      undefined,
      a,
      a,
      b,
      undefined,
    ]);
  });

  test('keeps its beginning while its holder claims it again', async () => {
    const id = fresh();
    const again = { ...claim, value: '10.0.0.8@here' };
    await store.commit(
      [change(counter, id, undefined, [counted(1)], at, { claims: [again] })],
      contextAt(at),
    );
    const both = { claims: [again], releases: [again] };
    const same = change(counter, id, await store.load(counter, id), [counted(1)], later, both);
    expect(await store.commit([same], contextAt(later))).toMatchObject({ ok: true });
    expect(await store.holders([again])).toEqual([{ holder: id, since: at }]);
  });
});

describe('a claim', () => {
  const claim = { kind: 'imsi', value: '262011234567890' };

  test('is held by one, released, and passed on in one commit', async () => {
    const [a, b] = [fresh(), fresh()];
    const claims = [claim];
    const takes = (id: string) => change(counter, id, undefined, [counted(1)], at, { claims });
    expect(await store.commit([takes(a)], contextAt(at))).toMatchObject({ ok: true });
    expect(await store.commit([takes(b)], contextAt(at))).toEqual({
      ok: false,
      refusal: { code: 'store.claim-taken', message: 'The imsi 262011234567890 is in use; choose another.' },
    });
    expect(await store.load(counter, b)).toBeUndefined();

    const releases = change(counter, a, await store.load(counter, a), [counted(1)], at, { releases: claims });
    expect(await store.commit([releases, takes(b)], contextAt(at))).toMatchObject({ ok: true });
    expect(await store.holder(claim)).toBe(b);

    const keeps = change(counter, b, await store.load(counter, b), [counted(1)], at, {
      claims,
      releases: claims,
    });
    expect(await store.commit([keeps], contextAt(at))).toMatchObject({ ok: true });
    expect(await store.holder(claim)).toBe(b);

    const frees = change(counter, b, await store.load(counter, b), [counted(1)], at, { releases: claims });
    expect(await store.commit([frees], contextAt(at))).toMatchObject({ ok: true });
    expect(await store.holder(claim)).toBeUndefined();
  });

  test('is not released by one who does not hold it', async () => {
    const [a, b] = [fresh(), fresh()];
    const claims = [{ kind: 'mac', value: '001122334455' }];
    await store.commit([change(counter, a, undefined, [counted(1)], at, { claims })], contextAt(at));
    const thief = change(counter, b, undefined, [counted(1)], at, { releases: claims });
    expect(await store.commit([thief], contextAt(at))).toMatchObject({
      refusal: { code: 'store.claim-taken' },
    });
    expect(await store.holder({ kind: 'mac', value: '001122334455' })).toBe(a);
  });

  test('cannot go to two in one commit', async () => {
    const claims = [{ kind: 'mac', value: 'ffffffffffff' }];
    const both = [fresh(), fresh()].map((id) => change(counter, id, undefined, [counted(1)], at, { claims }));
    await expect(store.commit(both, contextAt(at))).rejects.toThrow(/both/);
  });
});

describe('a series', () => {
  const take = (...numbers: number[]) =>
    store.commit(
      numbers.map((number) =>
        change(counter, fresh(), undefined, [counted(1)], at, { series: { name: 'credit-notes', number } }),
      ),
      contextAt(at),
    );

  test('has no gap and gives no number twice', async () => {
    expect(await take(2)).toMatchObject({ refusal: { code: 'store.version-conflict' } });
    expect(await take(1)).toMatchObject({ ok: true });
    expect(await take(1)).toMatchObject({ refusal: { code: 'store.version-conflict' } });
    expect(await take(2, 3)).toMatchObject({ ok: true });
    expect(await store.currentInSeries('credit-notes')).toBe(3);
    await expect(take(4, 6)).rejects.toThrow(/gap/);
  });
});

describe('an Idempotency-Key', () => {
  const idempotency = { scope: 'someone', key: 'one', bodyHash: 'abc' };
  const commit = (now: string, key = idempotency) =>
    store.commit(
      [change(counter, fresh(), undefined, [counted(1)], now)],
      contextAt(now, { idempotency: key }),
      { total: 1, nothing: undefined },
    );

  test('works once in 24 hours and keeps the first answer', async () => {
    const { answers } = started.ports;
    expect(await answers.find(idempotency, at)).toBeUndefined();
    expect(await commit(at)).toMatchObject({ ok: true });
    expect(await commit(at)).toMatchObject({ refusal: { code: 'idempotency.replayed' } });
    expect(await answers.find(idempotency, '2026-03-02T08:59:59.000Z')).toEqual({
      bodyHash: 'abc',
      answer: { total: 1 },
    });
    expect(await answers.find(idempotency, later)).toBeUndefined();
    expect(await commit(later)).toMatchObject({ ok: true });
  });

  test('of another caller is another key', async () => {
    const table = openTable(started.table.client, started.table.tableName);
    expect(await commit(at, { ...idempotency, scope: 'another' })).toMatchObject({ ok: true });
    expect(await dynamoAnswers(table).find({ scope: 'another', key: 'one' }, at)).toBeDefined();
  });
});

describe('secrets', () => {
  test('are replaced and forgotten, and are nowhere in the clear', async () => {
    const id = fresh();
    const secret = (value: string | null) => ({ secrets: { password: value } });
    await store.commit([change(counter, id, undefined, [counted(1)], at, secret('old pa55'))], contextAt(at));
    const put = async (value: string | null) => {
      const made = change(counter, id, await store.load(counter, id), [counted(1)], at, secret(value));
      expect(await store.commit([made], contextAt(at))).toMatchObject({ ok: true });
    };
    await put('new pa55');
    expect(await store.secret('lead', id, 'password')).toBe('new pa55');
    await put(null);
    expect(await store.secret('lead', id, 'password')).toBeUndefined();
    expect(JSON.stringify([await store.load(counter, id), await store.history('lead', id)])).not.toContain(
      'pa55',
    );
  });
});

describe('the past', () => {
  test('is the fold of the events up to and including the instant', async () => {
    const id = fresh();
    await create(id);
    const next = change(counter, id, await store.load(counter, id), [counted(5)], later);
    await store.commit([next], contextAt(later));
    expect(await store.loadAt(counter, id, '2026-03-01T08:59:59.999Z')).toBeUndefined();
    expect(await store.loadAt(counter, id, at)).toEqual({
      id,
      version: 1,
      state: { total: 1 },
      updatedAt: at,
    });
    expect(await store.loadAt(counter, id, later)).toEqual(await store.load(counter, id));
  });
});

describe('a list', () => {
  const all = async (where: Where, limit: number, order?: 'newest') => {
    const ids: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await store.list(counter, where, { limit, cursor, order });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      pages += 1;
    } while (cursor !== undefined);
    return { ids, pages };
  };

  test('goes through everything once in pages, from either end', async () => {
    const ids = Array.from({ length: 7 }, fresh);
    const days = [
      '2026-03-05',
      '2026-03-04',
      '2026-03-03',
      '2026-03-03',
      '2026-03-09',
      '2026-03-01',
      '2026-03-02',
    ];
    for (const [i, id] of ids.entries()) await create(id, { owner: 'sub_1', dueOn: days[i] ?? '' });
    expect(await all({ by: 'owner', owner: 'sub_1' }, 3)).toEqual({ ids, pages: 3 });
    expect(await all({ by: 'owner', owner: 'sub_1' }, 7)).toEqual({ ids, pages: 1 });
    expect((await all({ by: 'place', place: 'place of sub_1' }, 100)).ids).toEqual(ids);
    expect((await all({ by: 'type' }, 4)).ids).toEqual(expect.arrayContaining(ids));
    const due = [5, 6, 2, 3, 1].map((i) => ids[i]);
    expect((await all({ by: 'due', dueOnOrBefore: '2026-03-04' }, 2)).ids).toEqual(due);
    expect((await all({ by: 'due', dueOnOrBefore: '2026-02-28' }, 2)).ids).toEqual([]);
    expect((await all({ by: 'owner', owner: 'sub_2' }, 3)).ids).toEqual([]);
    expect(await all({ by: 'owner', owner: 'sub_1' }, 3, 'newest')).toEqual({
      ids: ids.toReversed(),
      pages: 3,
    });
    for (const limit of [1, 2, 7]) {
      const until = { by: 'due', dueOnOrBefore: '2026-03-04' } as const;
      expect((await all(until, limit, 'newest')).ids).toEqual(due.toReversed());
      const between = { ...until, dueAfter: '2026-03-01' };
      expect((await all(between, limit, 'newest')).ids).toEqual(due.slice(1).toReversed());
      expect((await all(between, limit)).ids).toEqual(due.slice(1));
    }
  });

  test('shows what is stored now, also where it has moved', async () => {
    const id = fresh();
    await create(id, { owner: 'sub_3' });
    const moved = change(counter, id, await store.load(counter, id), [counted(4, { owner: 'sub_4' })], at);
    await store.commit([moved], contextAt(at));
    expect((await all({ by: 'owner', owner: 'sub_3' }, 5)).ids).toEqual([]);
    const page = await store.list(counter, { by: 'owner', owner: 'sub_4' }, { limit: 5 });
    expect(page).toEqual({ items: [{ id, version: 2, state: { total: 5, owner: 'sub_4' }, updatedAt: at }] });
  });

  test.each([
    '',
    ' ',
    '\u{0}',
    'a\u{dc00}',
    '\u{ffff}',
    '\ud800',
    'x'.repeat(2000),
    '{"a":1}',
    '~'.repeat(300),
  ])('takes any text as a cursor: %#', async (cursor) => {
    for (const where of [
      { by: 'type' },
      { by: 'due', dueOnOrBefore: '2026-03-04' },
    ] as const satisfies Where[]) {
      for (const order of ['oldest', 'newest'] as const) {
        const { items } = await store.list(counter, where, { limit: 2, cursor, order });
        expect(items.length).toBeLessThanOrEqual(2);
      }
    }
  });
});
