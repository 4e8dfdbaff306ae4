import { describe, expect, it } from 'vitest';
import type { BulkActionWish } from '../../functions/contracts/bulk-action.ts';
import { serviceOrderRequested } from '../../functions/contracts/events/service-order-requested.ts';
import { bulkActionAggregate } from '../../functions/domain/bulk-action/bulk-action.ts';
import { noteSurvey } from '../../functions/domain/bulk-action/decide.ts';
import { serviceIn } from '../../functions/domain/bulk-action/meant.ts';
import { change } from '../../functions/ports/change.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { advanceBulkAction } from '../../functions/use-cases/advance-bulk-action.ts';
import { readBulkAction } from '../../functions/use-cases/read-bulk-actions.ts';
import { listServices } from '../../functions/use-cases/read-services.ts';
import { requestBulkAction } from '../../functions/use-cases/request-bulk-action.ts';
import { showBulkAction } from '../../functions/use-cases/show-bulk-action.ts';
import { startBulkAction } from '../../functions/use-cases/start-bulk-action.ts';
import { startOrder } from '../../functions/use-cases/start-order.ts';
import {
  aBulkWorld,
  advance,
  answer,
  read,
  requested,
  requestedOf,
  services,
  view,
  wish,
  world,
} from './bulk-case.ts';
import { secondVersion } from './second-version.ts';
import { code, today, value } from './service-world.ts';

aBulkWorld();

describe('a bulk action', () => {
  it('surveys, orders, and ends with every service at the new version, proven', async () => {
    const ids = await services(3);
    const [other] = [await world.select({ access: world.access('elsewhere'), planId: world.fastPlanId })];
    expect(other?.ok).toBe(true);
    await secondVersion(world);
    const bulk = await requested();
    expect(await advance(bulk)).toEqual({ goesOn: true, waitSeconds: 0 });
    expect(await view(bulk)).toMatchObject({
      state: 'running',
      survey: {
        complete: true,
        found: 3,
        sessions: { none: 3, kept: 0, cut: 0 },
        prices: [
          {
            fromVersion: 1,
            services: 3,
            price: { amount: '49.90', currency: 'USD' },
            newPrice: { amount: '59.90', currency: 'USD' },
          },
        ],
      },
      counts: { toDo: 3, underWay: 0, done: 0 },
    });
    await advance(bulk);
    expect(await view(bulk)).toMatchObject({ counts: { toDo: 0, underWay: 3, done: 0, failed: 0 } });
    for (const id of ids) expect((await world.service(id)).state.plan.terms.version).toBe(1);
    await answer(bulk);
    expect(await advance(bulk)).toEqual({ goesOn: false, waitSeconds: 0 });
    expect(await view(bulk)).toMatchObject({
      state: 'completed',
      counts: { toDo: 0, underWay: 0, done: 3, failed: 0, ratesChanged: 3, sessionsCut: 0 },
    });
    for (const id of ids) {
      const { state } = await world.service(id);
      expect(state.plan.terms).toMatchObject({ version: 2, price: { minor: 5990 } });
      expect(state).toMatchObject({ state: 'active', network: { status: 'in-sync' } });
    }
    const { found } = value(await readBulkAction(world.ports, bulk.id));
    expect(found.map((one) => serviceIn(one)?.serviceId).toSorted()).toEqual(ids.toSorted());
  });

  it('gives orders that say of which bulk action they are, and that come behind those of people', async () => {
    await services(1);
    await secondVersion(world);
    const bulk = await requested();
    await advance(bulk);
    await advance(bulk);
    const [part] = (await read(bulk)).state.underWay;
    const orderId = part?.orderId ?? '';
    expect(await world.order(orderId)).toMatchObject({
      bulkActionId: bulk.id,
      requestedBy: { kind: 'system', id: bulk.id },
    });
    const [event] = await world.ports.store.history('service-order', orderId);
    await startOrder(world.ports, orderId, serviceOrderRequested.data.parse(event?.data));
    expect(world.recorded.workflow.at(-1)).toMatchObject({
      args: ['change-service', orderId, { priority: 'bulk' }],
    });
  });

  it('a survey changes nothing and tells who is left out', async () => {
    const [first = '', second = ''] = await services(3);
    await world.selected('never');
    await world.fulfil(second, { kind: 'suspend', reason: 'requested' });
    await secondVersion(world);
    await world.fulfil(first, {
      kind: 'change',
      change: { plan: (await requested({ starts: 'when-told' })).state.target },
    });
    const bulk = await requested({ starts: 'when-told' });
    expect(await advance(bulk)).toEqual({ goesOn: false, waitSeconds: 0 });
    expect(await view(bulk)).toMatchObject({
      state: 'surveyed',
      survey: {
        found: 1,
        leftOut: { 'bulk-action.already-so': 1, 'service.suspended': 1, 'service.not-active': 1 },
      },
      counts: { toDo: 1, underWay: 0, done: 0 },
    });
  });

  it('carries out what was surveyed: nobody who came since, and nobody who has become another', async () => {
    const [first = '', second = '', , held = ''] = await services(4);
    await world.fulfil(held, { kind: 'suspend', reason: 'requested' });
    await secondVersion(world);
    const bulk = await requested({ starts: 'when-told' });
    expect(code(await startBulkAction(world.ports, bulk.id, world.at(today)))).toBe(
      'bulk-action.not-surveyed',
    );
    await advance(bulk);
    await world.fulfil(held, { kind: 'resume' });
    await world.fulfil(second, { kind: 'suspend', reason: 'requested' });
    const fast = await requestedOf({
      action: 'plan',
      serviceIds: [first],
      toPlanId: world.fastPlanId,
      toVersion: 1,
    });
    await advance(fast);
    await advance(fast);
    await answer(fast);
    await advance(fast);
    const started = value(await startBulkAction(world.ports, bulk.id, world.at(today)));
    expect(value(await startBulkAction(world.ports, bulk.id, world.at(today)))).toMatchObject({
      version: started.version,
    });
    expect(showBulkAction(started)).toMatchObject({ state: 'running', counts: { toDo: 3 } });
    await advance(started);
    await answer(bulk);
    expect(await advance(started)).toEqual({ goesOn: false, waitSeconds: 0 });
    expect(await view(bulk)).toMatchObject({
      state: 'completed',
      counts: {
        toDo: 0,
        done: 1,
        leftOut: { 'bulk-action.no-longer-meant': 1, 'service.suspended': 1 },
      },
    });
    expect((await world.service(held)).state.plan.terms.version).toBe(1);
    const nobody = await requested({
      starts: 'when-told',
      serviceIds: [second],
      planId: undefined,
      toPlanId: world.planId,
    });
    await advance(nobody);
    expect(code(await startBulkAction(world.ports, nobody.id, world.at(today)))).toBe(
      'bulk-action.nobody-found',
    );
  });

  it('goes through a list as long as a large base, a few events at a time, each service once', async () => {
    const [real = ''] = await services(1);
    await secondVersion(world);
    const bulk = await requested({ starts: 'when-told' });
    const [parts, each] = [40, 500];
    const gone = (n: number) => `svc_${String(n).padStart(26, '0')}`;
    for (let part = 0; part < parts; part++) {
      const found = Array.from({ length: each }, (_, n) => ({
        serviceId: part * each + n === 11_234 ? real : gone(part * each + n),
        subscriberId: world.subscriberId,
        planId: world.planId,
        fromVersion: 1,
        session: 'none' as const,
      }));
      const cursor = part + 1 < parts ? String(part) : null;
      const stored = await read(bulk);
      const events = noteSurvey(stored.state, { found, prices: [], leftOut: {}, cursor });
      const next = change(bulkActionAggregate, bulk.id, stored, events, today);
      value(await world.ports.store.commit([next], world.at(today)));
    }
    const started = value(await startBulkAction(world.ports, bulk.id, world.at(today)));
    const most = { events: 0 };
    const store: Ports['store'] = {
      ...world.ports.store,
      async histories(of) {
        const read = await world.ports.store.histories(of);
        most.events = Math.max(most.events, ...read.map(({ length }) => length));
        return read;
      },
      async loadAll(aggregate, ids) {
        return ids.includes(real) || aggregate.type !== 'service'
          ? world.ports.store.loadAll(aggregate, ids)
          : [];
      },
    };
    const ports = { ...world.ports, store };
    while ((await advance(started, today, ports)).goesOn) await answer(bulk);
    expect(most.events).toBeLessThanOrEqual(4);
    expect(await view(bulk)).toMatchObject({
      state: 'completed',
      survey: { found: parts * each },
      counts: { done: 1, failed: 0, leftOut: { 'service.unknown': parts * each - 1 } },
    });
    expect(value(await readBulkAction(ports, bulk.id)).found).toHaveLength(1000);
  }, 60_000);

  it('moves the network profile alone: the price and its version stay', async () => {
    const [id = ''] = await services(1);
    await secondVersion(world);
    const bulk = await requested({ action: 'network-profile' });
    await advance(bulk);
    await advance(bulk);
    await answer(bulk);
    await advance(bulk);
    const { state } = await world.service(id);
    expect(state.plan).toMatchObject({
      networkVersion: 2,
      terms: { version: 1, price: { minor: 4990 }, network: { downKbps: 100_000 } },
    });
    expect(state.desired?.profile).toMatchObject({ downKbps: 100_000 });
    // Asked for again, nobody is left to be changed.
    const again = await requested({ action: 'network-profile' });
    await advance(again);
    expect(await view(again)).toMatchObject({ state: 'completed', survey: { found: 0 } });
  });

  it('suspends and resumes many: says what is paid meanwhile, and leaves out who is so already', async () => {
    const [first = '', second = '', third = ''] = await services(3);
    await world.fulfil(third, { kind: 'suspend', reason: 'requested' });
    const many = { serviceIds: [first, second, third] };
    const suspension = { reason: 'administrative' as const, note: 'the mast is moved' };
    const held = await requestedOf({ action: 'suspend', suspension, ...many });
    await advance(held);
    expect(await view(held)).toMatchObject({
      survey: {
        found: 2,
        prices: [{ services: 2, price: { amount: '49.90' }, newPrice: { amount: '49.90' } }],
        recurring: [{ period: 'month', before: { amount: '99.80' }, after: { amount: '99.80' } }],
        leftOut: { 'bulk-action.already-so': 1 },
      },
    });
    await advance(held);
    await answer(held);
    await advance(held);
    expect(await view(held)).toMatchObject({ state: 'completed', counts: { done: 2, failed: 0 } });
    expect((await world.service(first)).state).toMatchObject({ state: 'suspended', suspension });
    const resumed = await requestedOf({ action: 'resume', serviceState: 'suspended' });
    await advance(resumed);
    await advance(resumed);
    await answer(resumed);
    await advance(resumed);
    expect(await view(resumed)).toMatchObject({ state: 'completed', counts: { done: 3 } });
    for (const id of many.serviceIds) expect((await world.service(id)).state.state).toBe('active');
  });

  it('means the services of subscribers, and whatever is like what is asked for', async () => {
    const [first = ''] = await services(2);
    const { subscriberId } = (await world.service(first)).state;
    const touched = async (more: Partial<BulkActionWish>) => {
      const bulk = await requestedOf({
        action: 'suspend',
        suspension: { reason: 'administrative' },
        starts: 'when-told',
        ...more,
      });
      while ((await advance(bulk)).goesOn);
      return (await view(bulk)).survey.found;
    };
    const all = value(await listServices(world.ports, { limit: 100, subscriberId })).items.length;
    expect(await touched({ subscriberIds: [subscriberId] })).toBe(all);
    expect(await touched({ technology: 'pppoe' })).toBe(2);
    expect(await touched({ technology: 'lte' })).toBe(0);
    expect(await touched({ network: 'drifted' })).toBe(0);
    const listed = value(await listServices(world.ports, { limit: 100, technology: 'lte' }));
    expect(listed.items).toEqual([]);
  });

  it('goes on in a fresh execution when one has run for long', async () => {
    await services(1);
    await secondVersion(world);
    const bulk = await requested();
    await advance(bulk);
    const context = world.at(today);
    const step = { step: 'advance' as const, bulkActionId: bulk.id, run: 1, attempt: 0 };
    expect(await advanceBulkAction(world.ports, { ...step, turn: 999 }, context)).toMatchObject({
      goesOn: false,
    });
    const next = await read(bulk);
    expect(next.state).toMatchObject({ state: 'running', run: 2, underWay: [{}] });
    await answer(bulk);
    await advance(next);
    expect(await view(bulk)).toMatchObject({ state: 'completed', counts: { done: 1 } });
  });

  it('refuses what cannot be', async () => {
    await secondVersion(world, { availableOn: '2026-03-05' });
    const refusal = async (more: Partial<BulkActionWish>) =>
      code(await requestBulkAction(world.ports, wish(more), world.at(today)));
    expect(await refusal({ toVersion: 3 })).toBe('plan.version-unknown');
    expect(await refusal({ toVersion: 2 })).toBe('plan.not-available-yet');
    expect(await refusal({ planId: 'pln_01k9xq3v7n5e2r8t4w6y000001' })).toBe('reference.plan-unknown');
    expect(await refusal({ siteId: 'sit_01k9xq3v7n5e2r8t4w6y000001' })).toBe('reference.site-unknown');
    expect(await refusal({ nodeId: 'nod_01k9xq3v7n5e2r8t4w6y000001' })).toBe('reference.access-node-unknown');
    expect(await refusal({ toVersion: 1, toPlanId: world.fastPlanId, action: 'network-profile' })).toBe(
      'bulk-action.network-profile-of-another-plan',
    );
    expect(await refusal({ toVersion: undefined })).toBe('bulk-action.target-missing');
    expect(await refusal({ action: 'suspend', toVersion: undefined })).toBe('bulk-action.suspension-missing');
    expect(await refusal({ action: 'resume' })).toBe('bulk-action.not-for-action');
    expect(await refusal({ action: 'resume', planId: undefined, toVersion: undefined })).toBe(
      'bulk-action.nobody-meant',
    );
    const suspension = { reason: 'administrative' as const, until: today.slice(0, 10) };
    expect(await refusal({ action: 'suspend', toVersion: undefined, suspension })).toBe(
      'service.until-not-after',
    );
  });
});
