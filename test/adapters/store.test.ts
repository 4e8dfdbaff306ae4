import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Aggregate } from '../../functions/domain/aggregate.ts';
import { change } from '../../functions/ports/change.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';

interface Counter {
  readonly total: number;
  readonly names: readonly string[];
  readonly owner?: string | undefined;
  readonly dueOn?: string | undefined;
}
type Counted = {
  readonly type: 'counter.counted';
  readonly data: { by: number; name?: string; owner?: string; dueOn?: string };
};

/** Any aggregate will do; the store knows none of them. */
const counter: Aggregate<Counter, Counted> = {
  type: 'lead',
  evolve: (state, { data }) => ({
    total: (state?.total ?? 0) + data.by,
    names: [...(state?.names ?? []), ...(data.name === undefined ? [] : [data.name])],
    owner: data.owner ?? state?.owner,
    dueOn: data.dueOn ?? state?.dueOn,
  }),
  links: ({ owner, dueOn }) => ({
    ...(owner === undefined ? {} : { owner, place: owner }),
    ...(dueOn === undefined ? {} : { dueOn }),
  }),
};

const at = '2026-03-01T09:00:00.000Z';
const counted = (data: Counted['data']): Counted => ({ type: 'counter.counted', data });

let test0: TestPorts;
beforeAll(async () => {
  test0 = await makePorts();
});
afterAll(() => test0.stop());

test('state, events, claims and secrets commit together and are read back', async () => {
  const { store, ids } = test0.ports;
  const id = ids.next('led');
  const events = [counted({ by: 2, name: 'ü' }), counted({ by: 3 })];
  const made = change(counter, id, undefined, events, at, {
    claims: [{ kind: 'username', value: 'ada' }],
    secrets: { password: 'pa55' },
    series: { name: 'invoices', number: 1 },
  });
  expect(await store.commit([made], contextAt(at))).toEqual({ ok: true, value: undefined });
  const stored = await store.load(counter, id);
  expect(stored).toEqual({ id, version: 2, state: { total: 5, names: ['ü'] }, updatedAt: at });
  expect(await store.holder({ kind: 'username', value: 'ada' })).toBe(id);
  expect(await store.secret('lead', id, 'password')).toBe('pa55');
  expect(await store.currentInSeries('invoices')).toBe(1);
  const history = await store.history('lead', id, 1);
  expect(history).toEqual([
    {
      eventId: expect.stringMatching(/^evt_[0-9a-z]{26}$/),
      type: 'counter.counted',
      aggregateType: 'lead',
      aggregateId: id,
      version: 2,
      at,
      actor: { kind: 'staff', id: 'tester' },
      data: { by: 3 },
    },
  ]);
});
