import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Result } from '../../functions/domain/result.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import { moveSim, type SimMove } from '../../functions/domain/sim/decide.ts';
import { simAggregate } from '../../functions/domain/sim/sim.ts';
import { changeSim } from '../../functions/use-cases/change-sim.ts';
import { createSim } from '../../functions/use-cases/create-sim.ts';
import { listSims } from '../../functions/use-cases/read-sims.ts';
import { changeOne } from '../../functions/use-cases/write-one.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';

const at = '2026-03-01T09:00:00.000Z';
const context = contextAt(at);
const imsi = '001010000000001';
const card = { iccid: '8949000000000000018', imsi, ki: 'a'.repeat(32), opc: 'b'.repeat(32) };

let house: TestPorts;
beforeAll(async () => {
  house = await makePorts();
});
afterAll(() => house.stop());

async function must<T>(result: Promise<Result<T>>): Promise<T> {
  const settled = await result;
  if (!settled.ok) throw new Error(`${settled.refusal.code}: ${settled.refusal.message}`);
  return settled.value;
}

/** A stored service of which only the access is asked for. */
async function lteService(ownImsi: string): Promise<string> {
  const id = house.ports.ids.next('svc');
  const siteId = house.ports.ids.next('sit');
  const state = { access: { technology: 'lte', siteId, imsi: ownImsi } };
  const empty = { links: {}, events: [], claims: [], releases: [], secrets: {} };
  const service = { type: serviceAggregate.type, id, expectedVersion: 0, state, ...empty };
  await must(house.ports.store.commit([service], context));
  return id;
}

test('a SIM belongs to the service that has its IMSI; while the service lives on it, nobody takes it away', async () => {
  const { store } = house.ports;
  const { id } = await must(createSim(house.ports, card, context));
  const serviceId = await lteService(imsi);
  const stranger = await lteService('001010000000002');
  const assign = (service: string) =>
    changeSim(house.ports, id, { status: 'assigned', serviceId: service }, context);
  expect(await assign(stranger)).toMatchObject({ refusal: { code: 'sim.imsi-differs' } });
  expect((await must(assign(serviceId))).state).toMatchObject({ status: 'assigned', serviceId });
  const { version } = await must(assign(serviceId));
  expect(version).toBe(2);
  const found = await must(listSims(house.ports, { limit: 10, serviceId }));
  expect(found.items.map((sim) => sim.id)).toEqual([id]);

  const byOrder = (move: SimMove) =>
    must(
      changeOne(store, simAggregate, id, context, ({ state }) => {
        const decided = moveSim(state, move);
        return decided.ok ? { ok: true, value: { events: decided.value } } : decided;
      }),
    );
  await byOrder({ to: 'activated' });
  for (const status of ['stock', 'retired'] as const) {
    expect(await changeSim(house.ports, id, { status }, context)).toMatchObject({
      refusal: { code: 'sim.in-service' },
    });
  }
  await byOrder({ to: 'suspended' });
  await byOrder({ to: 'stock' });
  expect((await must(listSims(house.ports, { limit: 10, serviceId }))).items).toEqual([]);
  const renumbered = { msisdn: '491700000009', status: 'assigned', serviceId } as const;
  expect((await must(changeSim(house.ports, id, renumbered, context))).state).toMatchObject({
    status: 'assigned',
    details: { msisdn: '491700000009' },
  });
  await must(changeSim(house.ports, id, { msisdn: '491700000010', status: 'retired' }, context));
  expect(await store.holder({ kind: 'msisdn', value: '491700000009' })).toBeUndefined();
  expect(await store.holder({ kind: 'msisdn', value: '491700000010' })).toBeUndefined();
});

test('of many who stock the same card at once, one succeeds', async () => {
  const wish = { ...card, iccid: '8949000000000000026', imsi: '001010000000003', ki: 'c'.repeat(32) };
  const results = await Promise.all(Array.from({ length: 6 }, () => createSim(house.ports, wish, context)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
});
