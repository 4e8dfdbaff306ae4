import { afterAll, beforeAll, expect, it } from 'vitest';
import { bucketOf, groupOf } from '../../functions/contracts/edge/buckets.ts';
import { fold } from '../../functions/domain/aggregate.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import type { ServiceEvent } from '../../functions/domain/service/service.ts';
import { change } from '../../functions/ports/change.ts';
import { access, at, idOf, observation, selected, siteId } from '../domain/service/samples.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';

let world: TestPorts;
beforeAll(async () => {
  world = await makePorts();
});
afterAll(() => world.stop());

const issue = (serviceId: string, revision: number, present = true): ServiceEvent => ({
  type: 'service.desired-state-issued',
  data: {
    orderId: idOf('ord', 1),
    purpose: 'order',
    desired: {
      serviceId,
      siteId,
      revision,
      present,
      entitlement: present ? 'full' : 'blocked',
      access,
      profile: { downKbps: 1, upKbps: 1, interimSeconds: 300 },
    },
  },
});
const prove = (serviceId: string, revision: number): ServiceEvent => ({
  type: 'service.state-proven',
  data: { observed: { ...observation(revision), serviceId } as never },
});

async function commit(serviceId: string, ...events: ServiceEvent[]): Promise<number> {
  const { store } = world.ports;
  const stored = await store.load(serviceAggregate, serviceId);
  const made = change(serviceAggregate, serviceId, stored, events, at);
  expect(await store.commit([made], contextAt(at))).toMatchObject({ ok: true });
  return made.expectedVersion + events.length;
}

const inBucket = (serviceId: string) => world.ports.issued.inBucket(siteId, bucketOf(serviceId));

it('holds what a site must hold of a service, from its first revision to the proof of its absence', async () => {
  const id = idOf('svc', 1);
  await commit(id, selected);
  expect(await inBucket(id)).toEqual([]);
  await commit(id, issue(id, 1));
  const entry = { siteId, serviceId: id, revision: 1, present: true, standing: 'converging' };
  expect(await inBucket(id)).toEqual([entry]);
  expect(await world.ports.issued.inGroup(siteId, groupOf(bucketOf(id)))).toEqual([entry]);
  await commit(id, prove(id, 1));
  expect(await inBucket(id)).toEqual([{ ...entry, standing: 'in-sync' }]);
  await commit(id, issue(id, 2, false));
  expect(await inBucket(id)).toMatchObject([{ revision: 2, present: false, standing: 'converging' }]);
  await commit(id, prove(id, 2));
  expect(await inBucket(id)).toEqual([]);
});

it('lists what is not in sync by pages, of a site or of all', async () => {
  const ids = [11, 12, 13].map((n) => idOf('svc', n));
  for (const id of ids) await commit(id, selected, issue(id, 1));
  const { issued } = world.ports;
  const first = await issued.unsettled(siteId, { limit: 2 });
  expect(first.items.map(({ serviceId }) => serviceId)).toEqual(ids.slice(0, 2));
  const rest = await issued.unsettled(siteId, { limit: 2, cursor: first.nextCursor });
  expect([rest.items.map(({ serviceId }) => serviceId), rest.nextCursor]).toEqual([[ids[2]], undefined]);
  await commit(ids[1]!, prove(ids[1]!, 1));
  const all = await issued.unsettled(undefined, { limit: 10 });
  expect(all.items.map(({ serviceId }) => serviceId)).toEqual([ids[0], ids[2]]);
  expect((await issued.unsettled(idOf('sit', 9), { limit: 10 })).items).toEqual([]);
});

it('writes down what was left out, unless the service has changed since', async () => {
  const id = idOf('svc', 21);
  const version = await commit(id, selected, issue(id, 1), prove(id, 1));
  const state = fold(serviceAggregate, undefined, [selected, issue(id, 1), prove(id, 1)], at);
  const entry = serviceAggregate.issued!(state!)!;
  const stale = { ...entry, revision: 9 };
  await world.ports.issued.restore(id, version - 1, stale);
  expect(await inBucket(id)).toMatchObject([{ revision: 1 }]);
  await world.ports.issued.restore(id, version, stale);
  expect(await inBucket(id)).toMatchObject([{ revision: 9 }]);
});
