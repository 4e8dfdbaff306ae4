import { afterAll, beforeAll, expect, it } from 'vitest';
import { billingProfile } from '../../functions/contracts/billing-profile.ts';
import type { BulkMessage } from '../../functions/contracts/bulk-action.ts';
import type { Aggregate } from '../../functions/domain/aggregate.ts';
import { type BulkAction, bulkActionAggregate } from '../../functions/domain/bulk-action/bulk-action.ts';
import { unnamedOperator } from '../../functions/domain/document/operator.ts';
import { hasEnded } from '../../functions/domain/service-order/service-order.ts';
import { subscriberAggregate } from '../../functions/domain/subscriber/subscriber.ts';
import { change } from '../../functions/ports/change.ts';
import type { Stored } from '../../functions/ports/store.ts';
import { advanceBulkAction } from '../../functions/use-cases/advance-bulk-action.ts';
import { firstSurveyed } from '../../functions/use-cases/bulk-list.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { createSubscriber } from '../../functions/use-cases/create-subscriber.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { recordSiteStatus } from '../../functions/use-cases/record-site-status.ts';
import { requestBulkAction } from '../../functions/use-cases/request-bulk-action.ts';
import { resumeBulkAction } from '../../functions/use-cases/resume-bulk-action.ts';
import { showBulkAction } from '../../functions/use-cases/show-bulk-action.ts';
import { startBulkAction } from '../../functions/use-cases/start-bulk-action.ts';
import { sweepServices } from '../../functions/use-cases/sweep-services.ts';
import { writeToSubscriber } from '../../functions/use-cases/write-to-subscriber.ts';
import { secondVersion } from './second-version.ts';
import { makeWorld, today, value, type World } from './service-world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
  const { siteId, ports, at } = world;
  await recordSiteStatus(ports, { siteId, state: 'online', agentVersion: '1', at: today }, at(today));
});
afterAll(() => world.stop());

type Event = { readonly type: string; readonly data: object };

/** What an earlier release has stored: its events, and what they came to. */
async function stored(type: 'bulk-change' | 'round', id: string, state: object, events: readonly Event[]) {
  const aggregate: Aggregate<object, Event> = { type, evolve: () => state };
  const made = change(aggregate, id, undefined, events, today);
  value(await world.ports.store.commit([made], world.at(today)));
}

const begun = {
  run: 1,
  surveyed: true,
  leftOut: {},
  failures: [],
  failureCodes: {},
  failed: 0,
  requestedAt: today,
};

/** As the schedule does. */
const upgrade = async () =>
  expect(
    (await sweepServices(world.ports, { work: { sweep: 'due-actions' }, cursor: null }, world.at(today)))
      .failures,
  ).toEqual([]);

async function read(id: string): Promise<Stored<BulkAction>> {
  const known = await world.ports.store.load(bulkActionAggregate, id);
  if (known === undefined) throw new Error('gone');
  return known;
}

/** Plays its state machine, and the network, to the end. */
async function toEnd(id: string): Promise<void> {
  for (let goesOn = true; goesOn; ) {
    const { run, underWay } = (await read(id)).state;
    for (const part of underWay) {
      if (hasEnded(await world.order(part.orderId))) continue;
      const observed = await world.execute(part.serviceId, part.orderId, {
        sessions: { changed: 1, cut: 0 },
      });
      await completeOrder(world.ports, part, observed, world.at(today));
    }
    const step = { step: 'advance' as const, bulkActionId: id, run, turn: 0, attempt: 0 };
    const context = world.at(today, { actor: { kind: 'system', id } });
    ({ goesOn } = await advanceBulkAction(world.ports, step, context));
  }
}

it('a bulk change that ran goes on where it stood: what was ordered is not ordered again, the rest is', async () => {
  const services: string[] = [];
  for (let n = 0; n < 4; n++) services.push(await world.active(`taken${n}`));
  const [first = '', second = '', third = '', fourth = ''] = services;
  await secondVersion(world);
  const like = { action: 'plan' as const, planId: world.planId, toVersion: 2, starts: 'when-told' as const };
  const { target } = value(await requestBulkAction(world.ports, like, world.at(today))).state;
  const id = 'bch_01k9xq3v7n5e2r8t4w6y000001';
  const order = async (serviceId: string) => {
    const claim = { kind: 'bulk-change-part', value: `${id}/1/${serviceId}` };
    const part = { bulkActionId: id, claim };
    const command = { kind: 'change' as const, change: { plan: target } };
    const { orderId } = value(await orderService(world.ports, serviceId, command, world.at(today), { part }));
    return { serviceId, orderId };
  };
  const noted = await order(first);
  // Ordered by a step that was broken off by the upgrade, and done before it was noted.
  const unnoted = await order(second);
  const observed = await world.execute(second, unnoted.orderId);
  await completeOrder(world.ports, unnoted, observed, world.at(today));
  const found = services.map((serviceId) => ({
    serviceId,
    subscriberId: world.subscriberId,
    planId: world.planId,
    fromVersion: 1,
    session: 'none',
  }));
  const wish = { action: 'plan', planId: world.planId, toVersion: 2, dryRun: false };
  const survey = { services: 4, sessions: { none: 4, kept: 0, cut: 0 }, prices: [], leftOut: {} };
  const progress = { state: 'running', pass: 1, cursor: '1/1', underWay: [noted], done: 0 };
  const counts = { sessionsCut: 0, ratesChanged: 0, silentSites: [], marks: [] };
  await stored('bulk-change', id, { ...begun, wish, target, survey, ...progress, ...counts }, [
    { type: 'bulk-change.requested', data: { ...wish, target } },
    { type: 'bulk-change.surveyed', data: { services: found, prices: [], leftOut: {}, cursor: null } },
    {
      type: 'bulk-change.advanced',
      data: { pass: 1, ordered: [noted], done: [], failed: [], leftOut: {}, silentSites: [], cursor: '1/1' },
    },
  ]);
  await upgrade();
  await upgrade();
  const taken = await read(id);
  expect(taken).toMatchObject({
    version: 1,
    state: { state: 'running', run: 2, wish: { starts: 'at-once' } },
  });
  expect(await firstSurveyed(world.ports.store, taken, 10)).toHaveLength(4);
  await toEnd(id);
  expect(showBulkAction(await read(id))).toMatchObject({
    state: 'completed',
    counts: { toDo: 0, done: 4, failed: 0, leftOut: {} },
  });
  for (const serviceId of [first, second, third, fourth]) {
    const history = await world.ports.store.history('service', serviceId);
    expect(history.filter(({ type }) => type === 'service.change-requested')).toHaveLength(1);
    expect((await world.service(serviceId)).state.plan.terms.version).toBe(2);
  }
});

it('a dry run that waited can still be started, and what has ended is still seen', async () => {
  const wish = { action: 'resume', planId: world.planId, dryRun: true };
  const survey = { services: 1, sessions: { none: 1, kept: 0, cut: 0 }, prices: [], leftOut: {} };
  const rest = {
    pass: 1,
    underWay: [],
    done: 0,
    sessionsCut: 0,
    ratesChanged: 0,
    silentSites: [],
    marks: [],
  };
  const ended = { ...begun, survey, ...rest, state: 'completed', endedAt: today };
  const [dry, done] = ['bch_01k9xq3v7n5e2r8t4w6y000002', 'bch_01k9xq3v7n5e2r8t4w6y000003'];
  const requested = [{ type: 'bulk-change.requested', data: wish }];
  await stored('bulk-change', dry, { ...ended, wish, cursor: '' }, requested);
  const carriedOut = { ...wish, dryRun: false };
  await stored('bulk-change', done, { ...ended, wish: carriedOut, cursor: null, done: 1 }, requested);
  await upgrade();
  expect(showBulkAction(await read(dry))).toMatchObject({ state: 'surveyed', survey: { found: 1 } });
  value(await startBulkAction(world.ports, dry, world.at(today)));
  expect(showBulkAction(await read(done))).toMatchObject({
    state: 'completed',
    endedAt: today,
    counts: { done: 1, toDo: 0 },
  });
});

it('a message that was being sent reaches everybody once', async () => {
  const readers: string[] = [];
  for (let n = 0; n < 3; n++) {
    const made = await createSubscriber(
      world.ports,
      {
        kind: 'contact',
        name: `Reader ${n}`,
        emails: [`reader${n}@example.com`],
        phones: [],
        addresses: {},
        language: 'en',
        timeZone: 'UTC',
        currency: 'USD',
        tags: ['valley'],
        billingProfile: billingProfile.parse({}),
        notes: [],
      },
      world.at(today),
    );
    readers.push(value(made).id);
  }
  const message: BulkMessage = {
    channels: ['email'],
    words: [{ language: 'en', subject: 'Work on the mast', text: 'On Sunday.' }],
  };
  const id = 'rnd_01k9xq3v7n5e2r8t4w6y000001';
  const wish = { tag: 'valley', message };
  const survey = { subscribers: 3, email: 3, sms: 0, leftOut: {} };
  const told = { email: 1, sms: 0, waiting: 0 };
  const found = readers.map((subscriberId) => ({ subscriberId, channels: ['email'] }));
  await stored('round', id, { ...begun, wish, survey, told, state: 'paused', cursor: '1/1', done: 1 }, [
    { type: 'round.requested', data: wish },
    { type: 'round.surveyed', data: { found, leftOut: {}, cursor: null } },
    { type: 'round.advanced', data: { done: 1, told, failed: [], leftOut: {}, cursor: '1/1' } },
    { type: 'round.paused', data: {} },
  ]);
  await upgrade();
  const taken = await read(id);
  expect(taken.state).toMatchObject({ state: 'paused', wish: { action: 'message' }, done: 1 });
  // The second was written to by a step that was broken off.
  const [, second = ''] = readers;
  const subscriber = await world.ports.store.load(subscriberAggregate, second);
  const house = { settings: unnamedOperator, templates: undefined };
  await writeToSubscriber(world.ports, taken, subscriber!, house, world.at(today));
  value(await resumeBulkAction(world.ports, id, world.at(today)));
  await toEnd(id);
  expect(showBulkAction(await read(id))).toMatchObject({
    state: 'completed',
    counts: { toDo: 0, done: 3, email: 3, failed: 0 },
  });
  expect(world.recorded.mail.map(({ subscriberId }) => subscriberId).toSorted()).toEqual(
    readers.slice(1).toSorted(),
  );
});
