import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Quota } from '../../functions/contracts/quota.ts';
import type { TimeBand } from '../../functions/contracts/time-band.ts';
import { localDay } from '../../functions/domain/billing/local-day.ts';
import { clockShows } from '../../functions/domain/policy/time-bands.ts';
import { subscriberAggregate } from '../../functions/domain/subscriber/subscriber.ts';
import { createPlan } from '../../functions/use-cases/create-plan.ts';
import { overrideAccess } from '../../functions/use-cases/override-access.ts';
import { recordAccounting } from '../../functions/use-cases/record-accounting.ts';
import { startSweep } from '../../functions/use-cases/start-sweep.ts';
import { sweepServices } from '../../functions/use-cases/sweep-services.ts';
import { topUpService } from '../../functions/use-cases/top-up-service.ts';
import { code, makeWorld, today, value, type World } from './service-world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());

const slow = { downKbps: 2_000, upKbps: 1_000 };
const later = (hours: number) => new Date(Date.parse(today) + hours * 3_600_000).toISOString();

async function withQuota(username: string, quota: Quota, more: object = {}): Promise<string> {
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
        ...more,
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
async function moved(serviceId: string, hours: number, gigabytes: number, sessionId = 's1'): Promise<void> {
  sequence += 1;
  const record = {
    sequence,
    kind: 'interim' as const,
    serviceId,
    username: 'ada',
    nodeId: 'nod_01k9xq3v7n5e2r8t4w6y000001',
    sessionId,
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

  // What an override is heard of waits for its very end.
  const started: object[] = [];
  const workflow = {
    start: async (_machine: string, _name: string, input: object) => {
      started.push(input);
    },
  };
  const heard = (data: object) => ({
    eventId: 'evt_2',
    type: 'service.access-overridden',
    aggregateId: serviceId,
    data: { override: data },
  });
  const brief = { entitlement: 'full' as const, until: later(3.2) };
  await startSweep({ ...world.ports, workflow }, heard({ entitlement: 'full' }), at(3.1));
  await startSweep({ ...world.ports, workflow }, heard(brief), at(3.1));
  const work = { sweep: 'override-end' as const, serviceId, at: brief.until };
  expect(started).toEqual([work]);
  value(await overrideAccess(world.ports, serviceId, brief, at(3.1)));
  expect((await desired(serviceId))[1]).toBe('full');
  await sweepServices(world.ports, { work, cursor: null }, at(3.2));
  expect((await desired(serviceId)).slice(1)).toEqual(['throttled', 2_000]);

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

it('carries what is left into the next day, up to a bound, and no further', async () => {
  const daily: Quota = { per: 'day', steps: [{ gigabytes: 2, becomes: slow }], rollover: { most: 0.5 } };
  const serviceId = await withQuota('rollover', daily);
  const told = async () => (await events(serviceId, 'service.quota-reached')).map(({ use }) => use);
  // 09:30 UTC is half past two in Denver. The day of the activation was no whole one: nothing is left of it.
  await moved(serviceId, 0, 0);
  await moved(serviceId, 24, 0);
  await moved(serviceId, 30, 2);
  expect((await desired(serviceId))[1]).toBe('throttled');
  expect((await told()).at(-1)).not.toHaveProperty('carriedOctets');
  // The second day is used up, and leaves nothing to the third one.
  await moved(serviceId, 45.4, 2);
  await moved(serviceId, 54, 4.1);
  expect((await desired(serviceId))[1]).toBe('throttled');
  expect((await told()).at(-1)).not.toHaveProperty('carriedOctets');
  // On the fourth day hardly anything moves: the fifth one has the bound, not all that is left.
  await moved(serviceId, 69.4, 4.1);
  await moved(serviceId, 93.4, 4.2);
  expect((await desired(serviceId))[1]).toBe('full');
  await moved(serviceId, 96, 6.6);
  expect((await desired(serviceId))[1]).toBe('full');
  await moved(serviceId, 97, 6.9);
  expect((await desired(serviceId))[1]).toBe('throttled');
  expect((await told()).at(-1)).toMatchObject({ carriedOctets: 500_000_000 });
});

it('is free of the quota in the hours of a band, changes the network at their borders, and splits by time', async () => {
  const night: TimeBand = {
    name: 'Night',
    days: [1, 2, 3, 4, 5, 6, 7],
    from: '22:00',
    to: '06:00',
    unmetered: true,
    rate: { downKbps: 100_000, upKbps: 20_000 },
  };
  const serviceId = await withQuota('night', tiers, { timeBands: [night] });
  const { timeZone } = (await world.ports.store.load(
    subscriberAggregate,
    (
      await world.service(serviceId)
    ).state.subscriberId,
  ))!.state.details;
  const evening = Date.parse(clockShows(localDay(today, timeZone), '21:00', timeZone));
  const hours = (n: number) => (evening - Date.parse(today)) / 3_600_000 + n;
  const activated = { eventId: 'evt_2', type: 'service.activated', aggregateId: serviceId, data: {} };
  await startSweep(world.ports, activated, world.at(later(hours(0))));
  const standing = async () => (await world.service(serviceId)).state.timeBand;
  expect(await standing()).toEqual({ until: later(hours(1)) });
  expect((await desired(serviceId)).slice(1)).toEqual(['full', 50_000]);

  // Ten in an hour, of which the second half is free; before the border and after it there are readings.
  await moved(serviceId, hours(0), 0);
  await moved(serviceId, hours(0.5), 4);
  await moved(serviceId, hours(1.5), 14);
  expect(await events(serviceId, 'service.quota-reached')).toMatchObject([{ use: { octets: 9e9 } }]);
  await sweep(hours(0.9));
  expect((await standing())?.band).toBeUndefined();
  await sweep(hours(1));
  expect(await standing()).toMatchObject({ band: { name: 'Night' }, until: later(hours(9)) });
  expect((await desired(serviceId)).slice(1)).toEqual(['full', 100_000]);
  await moved(serviceId, hours(8), 60);
  expect((await desired(serviceId)).slice(1)).toEqual(['full', 100_000]);

  // What came in by day counts: the step is reached while the night still gives everything.
  await moved(serviceId, hours(9.5), 65);
  await sweep(hours(9.5));
  expect((await desired(serviceId)).slice(1)).toEqual(['throttled', 2_000]);
  await sweep(hours(25));
  expect((await desired(serviceId)).slice(1)).toEqual(['full', 100_000]);
  await sweep(hours(33));
  expect((await desired(serviceId)).slice(1)).toEqual(['throttled', 2_000]);
});

it('is one for all who share it: judged together, told once, topped up for all, joined later', async () => {
  const shared: Quota = { ...tiers, sharedAs: 'family' };
  const first = await withQuota('mother', shared, {
    topUps: [{ gigabytes: 20, price: { amount: '5', currency: 'USD' } }],
  });
  const { subscriberId } = (await world.service(first)).state;
  const second = await withQuota('daughter', shared);
  expect((await world.service(second)).state.subscriberId).toBe(subscriberId);
  const stranger = await withQuota('lodger', tiers);

  await Promise.all([moved(first, 1, 6, 'a'), moved(second, 1, 5, 'b')]);
  for (const id of [first, second]) {
    expect((await desired(id)).slice(1)).toEqual(['throttled', 2_000]);
    expect((await world.service(id)).state.quotaUse?.octets).toBe(11e9);
  }
  expect((await desired(stranger)).slice(1)).toEqual(['full', 50_000]);
  const told = async (id: string) =>
    (await events(id, 'service.quota-reached')).filter((data) => data['toldWith'] === undefined);
  expect((await told(first)).length).toBeGreaterThan(0);
  expect(await told(second)).toEqual([]);

  value(await topUpService(world.ports, first, 20, world.at(later(2))));
  expect((await desired(first))[1]).toBe('full');
  const bought = { eventId: 'evt_3', type: 'service.topped-up', aggregateId: first, data: {} };
  for (const _ of [1, 2]) await startSweep(world.ports, bought, world.at(later(2)));
  expect((await desired(second))[1]).toBe('full');
  expect(await events(second, 'service.quota-recounted')).toMatchObject([{ use: { boughtOctets: 20e9 } }]);

  await moved(second, 3, 26, 'b');
  expect((await desired(first))[1]).toBe('throttled');
  const third = await withQuota('son', shared);
  const joined = { eventId: 'evt_4', type: 'service.activated', aggregateId: third, data: {} };
  await startSweep(world.ports, joined, world.at(later(4)));
  expect((await desired(third)).slice(1)).toEqual(['throttled', 2_000]);
  expect(await told(third)).toEqual([]);
});
