import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Quota } from '../../functions/contracts/quota.ts';
import { createPlan } from '../../functions/use-cases/create-plan.ts';
import { overrideAccess } from '../../functions/use-cases/override-access.ts';
import { recordAccounting } from '../../functions/use-cases/record-accounting.ts';
import { startSweep } from '../../functions/use-cases/start-sweep.ts';
import { sweepServices } from '../../functions/use-cases/sweep-services.ts';
import { code, makeWorld, today, value, type World } from './service-world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());

const slow = { downKbps: 2_000, upKbps: 1_000 };
const later = (hours: number) => new Date(Date.parse(today) + hours * 3_600_000).toISOString();

async function withQuota(username: string, quota: Quota): Promise<string> {
  const plan = value(
    await createPlan(
      world.ports,
      {
        name: `Plan of ${username}`,
        technologies: ['pppoe'],
        price: { amount: '20', currency: 'USD' },
        period: 'month',
        charge: 'in-advance',
        trialDays: 0,
        network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
        quota,
      },
      world.at(today),
    ),
  );
  const access = world.access(username, { password: 'secret' });
  const { service } = value(await world.select({ planId: plan.id, access }));
  await world.fulfil(service.id, { kind: 'activate' });
  return service.id;
}

let sequence = 0;
/** A session that began with `today` tells, so many hours later, that it has moved that much. */
async function moved(serviceId: string, hours: number, gigabytes: number): Promise<void> {
  sequence += 1;
  const record = {
    sequence,
    kind: 'interim' as const,
    serviceId,
    username: 'ada',
    nodeId: 'nod_01k9xq3v7n5e2r8t4w6y000001',
    sessionId: 's1',
    receivedAt: later(hours),
    sessionSeconds: Math.round(hours * 3600),
    uploadOctets: 0,
    downloadOctets: Math.round(gigabytes * 1e9),
  };
  const message = { siteId: world.siteId, epoch: 'e1', records: [record] };
  // Repeated, as messages are.
  await recordAccounting(world.ports, world.siteId, message, world.at(later(hours)));
  await recordAccounting(world.ports, world.siteId, message, world.at(later(hours)));
}

const sweep = (hours: number) =>
  sweepServices(world.ports, { work: { sweep: 'due-actions' }, cursor: null }, world.at(later(hours)));

async function events(serviceId: string, type: string) {
  const history = await world.ports.store.history('service', serviceId);
  return history.filter((event) => event.type === type).map(({ data }) => data);
}

async function desired(serviceId: string) {
  const { state } = await world.service(serviceId);
  const { revision, entitlement, profile } = state.desired ?? {};
  return [revision, entitlement, profile?.downKbps];
}

const tiers: Quota = {
  per: 'month',
  steps: [
    { gigabytes: 10, becomes: slow },
    { gigabytes: 20, becomes: 'exhausted' },
  ],
};

it('tells of 80 and 100 % once each, and changes the entitlement with the record that crosses', async () => {
  const serviceId = await withQuota('tiers', tiers);
  await moved(serviceId, 1, 7);
  expect(await desired(serviceId)).toEqual([1, 'full', 50_000]);
  await moved(serviceId, 2, 8);
  expect(await desired(serviceId)).toEqual([1, 'full', 50_000]);
  await moved(serviceId, 3, 10);
  expect(await desired(serviceId)).toEqual([2, 'throttled', 2_000]);
  await moved(serviceId, 4, 25);
  await moved(serviceId, 5, 26);
  expect(await desired(serviceId)).toEqual([3, 'exhausted', 50_000]);
  const told = await events(serviceId, 'service.quota-reached');
  expect(told.map(({ marks }) => marks)).toEqual([
    [{ gigabytes: 10, percent: 80 }],
    [{ gigabytes: 10, percent: 100 }],
    [
      { gigabytes: 20, percent: 80 },
      { gigabytes: 20, percent: 100 },
    ],
  ]);
  expect(await events(serviceId, 'service.entitlement-changed')).toHaveLength(2);
});

it('begins anew with the subscriber’s day, by the sweep or by the first record of it', async () => {
  const daily: Quota = { per: 'day', steps: [{ gigabytes: 1, becomes: slow }] };
  const swept = await withQuota('swept', daily);
  const heard = await withQuota('heard', daily);
  for (const serviceId of [swept, heard]) {
    await moved(serviceId, 0.5, 1.5);
    expect(await desired(serviceId)).toEqual([2, 'throttled', 2_000]);
  }
  const { quotaUse } = (await world.service(swept)).state;
  await moved(heard, 30, 1.6);
  expect(await desired(heard)).toEqual([3, 'full', 50_000]);
  await sweep(1);
  expect(await desired(swept)).toEqual([2, 'throttled', 2_000]);
  expect((await sweep(30)).failures).toEqual([]);
  expect(await desired(swept)).toEqual([3, 'full', 50_000]);
  expect(await events(swept, 'service.quota-renewed')).toEqual([{ on: quotaUse?.renewsOn }]);
  await moved(heard, 31, 3);
  expect(await desired(heard)).toEqual([4, 'throttled', 2_000]);
});

it('keeps what is used through a suspension, and lets an order that runs come first', async () => {
  const serviceId = await withQuota('suspended', tiers);
  const orderId = await world.ordered(serviceId, { kind: 'suspend', reason: 'overdue' });
  await moved(serviceId, 1, 12);
  expect(await events(serviceId, 'service.entitlement-changed')).toEqual([]);
  const observed = await world.execute(serviceId, orderId);
  const { completeOrder } = await import('../../functions/use-cases/complete-order.ts');
  await completeOrder(world.ports, { orderId, serviceId }, observed, world.at(today));
  expect(await desired(serviceId)).toEqual([2, 'walled-garden', 50_000]);
  await world.fulfil(serviceId, { kind: 'resume' });
  expect(await desired(serviceId)).toEqual([3, 'throttled', 2_000]);
});

it('catches up once an order has ended that was issued before the quota was reached', async () => {
  const serviceId = await withQuota('catches-up', tiers);
  const orderId = await world.ordered(serviceId, {
    kind: 'change',
    change: { address: { line1: '2', city: 'B', country: 'US' } },
  });
  const observed = await world.execute(serviceId, orderId);
  await moved(serviceId, 1, 12);
  const { completeOrder } = await import('../../functions/use-cases/complete-order.ts');
  await completeOrder(world.ports, { orderId, serviceId }, observed, world.at(today));
  expect((await desired(serviceId))[1]).toBe('full');
  const heard = { eventId: 'evt_1', type: 'service.changed', aggregateId: serviceId, data: {} };
  await startSweep(world.ports, heard, world.at(later(1)));
  expect((await desired(serviceId)).slice(1)).toEqual(['throttled', 2_000]);
});

it('lets staff override what plan and usage say until an end that comes by itself', async () => {
  const serviceId = await withQuota('override', tiers);
  await moved(serviceId, 1, 12);
  const override = { entitlement: 'full' as const, until: later(3), note: 'film festival' };
  const at = (hours: number) => world.at(later(hours));
  value(await overrideAccess(world.ports, serviceId, override, at(2)));
  expect(await desired(serviceId)).toEqual([3, 'full', 50_000]);
  await moved(serviceId, 2.5, 13);
  await sweep(2.9);
  expect(await desired(serviceId)).toEqual([3, 'full', 50_000]);
  await sweep(3);
  expect(await desired(serviceId)).toEqual([4, 'throttled', 2_000]);
  expect(await events(serviceId, 'service.access-override-ended')).toEqual([{ why: 'expired' }]);

  value(await overrideAccess(world.ports, serviceId, { entitlement: 'blocked' }, at(4)));
  expect((await desired(serviceId))[1]).toBe('blocked');
  value(await overrideAccess(world.ports, serviceId, undefined, at(5)));
  expect((await desired(serviceId)).slice(1)).toEqual(['throttled', 2_000]);

  expect(code(await overrideAccess(world.ports, serviceId, override, at(6)))).toBe('service.override-over');
  const selected = await world.selected('not-active');
  expect(code(await overrideAccess(world.ports, selected, { entitlement: 'full' }, at(6)))).toBe(
    'service.not-active',
  );
});
