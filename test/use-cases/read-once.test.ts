import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { change } from '../../functions/ports/change.ts';
import type { Store } from '../../functions/ports/store.ts';
import { readingOnce } from '../../functions/use-cases/read-once.ts';
import { counted, counter } from '../adapters/counter.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';

const at = '2026-03-01T09:00:00.000Z';
const context = contextAt(at);

let started: TestPorts;
beforeAll(async () => {
  started = await makePorts();
});
afterAll(() => started.stop());

async function count(store: Store, id: string, by: number) {
  const stored = await store.load(counter, id);
  return store.commit([change(counter, id, stored, [counted(by)], at)], context);
}

test('reads each aggregate once, and knows what it wrote as the store has it', async () => {
  const { store, ids } = started.ports;
  const [first, second] = [ids.next('led'), ids.next('led')];
  await count(store, first, 1);
  await count(store, second, 2);
  const load = vi.spyOn(store, 'load');
  const once = readingOnce(store);
  await Promise.all([once.load(counter, first), once.load(counter, first)]);
  expect(await once.loadAll(counter, [second, first, 'led_none'])).toMatchObject([
    { id: second, state: { total: 2 } },
    { id: first, state: { total: 1 } },
  ]);
  expect(load).toHaveBeenCalledTimes(3);
  expect(await count(once, first, 4)).toMatchObject({ ok: true });
  const known = await once.load(counter, first);
  expect(load).toHaveBeenCalledTimes(3);
  load.mockRestore();
  expect(known).toEqual(await store.load(counter, first));
  expect(known).toMatchObject({ version: 2, state: { total: 5 } });
});

test('forgets everything when somebody else was first, so that the next decision is made on what is stored', async () => {
  const { store, ids } = started.ports;
  const [contested, other] = [ids.next('led'), ids.next('led')];
  await count(store, contested, 1);
  await count(store, other, 1);
  const once = readingOnce(store);
  await once.loadAll(counter, [contested, other]);
  await count(store, contested, 10);
  await count(store, other, 10);
  expect(await once.load(counter, contested)).toMatchObject({ state: { total: 1 } });
  expect(await count(once, contested, 100)).toMatchObject({
    ok: false,
    refusal: { code: 'store.version-conflict' },
  });
  expect(await count(once, contested, 100)).toMatchObject({ ok: true });
  expect(await once.load(counter, contested)).toMatchObject({ state: { total: 111 } });
  expect(await once.load(counter, other)).toMatchObject({ state: { total: 11 } });
});

test('asks again for what could not be read, and after a write of which nobody knows how it ended', async () => {
  const { store, ids } = started.ports;
  const id = ids.next('led');
  await count(store, id, 1);
  const once = readingOnce(store);
  const load = vi.spyOn(store, 'load').mockRejectedValueOnce(new Error('no answer'));
  const commit = vi.spyOn(store, 'commit').mockRejectedValueOnce(new Error('no answer'));
  await expect(once.load(counter, id)).rejects.toThrow('no answer');
  expect(await once.load(counter, id)).toMatchObject({ state: { total: 1 } });
  await expect(count(once, id, 5)).rejects.toThrow('no answer');
  await count(store, id, 2);
  expect(await once.load(counter, id)).toMatchObject({ state: { total: 3 } });
  load.mockRestore();
  commit.mockRestore();
});
