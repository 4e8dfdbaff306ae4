import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BulkActionWish, bulkActionStep } from '../../functions/contracts/bulk-action.ts';
import { serviceOrderRequested } from '../../functions/contracts/events/service-order-requested.ts';
import { type BulkAction, bulkActionAggregate } from '../../functions/domain/bulk-action/bulk-action.ts';
import { mostUnderWay, noteSurvey } from '../../functions/domain/bulk-action/decide.ts';
import { serviceIn } from '../../functions/domain/bulk-action/meant.ts';
import { hasEnded, serviceOrderAggregate } from '../../functions/domain/service-order/service-order.ts';
import { change } from '../../functions/ports/change.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import type { Stored } from '../../functions/ports/store.ts';
import { advanceBulkAction } from '../../functions/use-cases/advance-bulk-action.ts';
import { cancelBulkAction } from '../../functions/use-cases/cancel-bulk-action.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { createAccessNode } from '../../functions/use-cases/create-access-node.ts';
import { createPlan } from '../../functions/use-cases/create-plan.ts';
import { failOrder } from '../../functions/use-cases/fail-order.ts';
import { pauseBulkAction } from '../../functions/use-cases/pause-bulk-action.ts';
import { publishPlanVersion } from '../../functions/use-cases/publish-plan-version.ts';
import { readBulkAction } from '../../functions/use-cases/read-bulk-actions.ts';
import { listServices } from '../../functions/use-cases/read-services.ts';
import { recordSiteStatus } from '../../functions/use-cases/record-site-status.ts';
import { removeAccessNode } from '../../functions/use-cases/remove-access-node.ts';
import { requestBulkAction } from '../../functions/use-cases/request-bulk-action.ts';
import { resumeBulkAction } from '../../functions/use-cases/resume-bulk-action.ts';
import { retryBulkAction } from '../../functions/use-cases/retry-bulk-action.ts';
import { showBulkAction } from '../../functions/use-cases/show-bulk-action.ts';
import { startBulkAction } from '../../functions/use-cases/start-bulk-action.ts';
import { startOrder } from '../../functions/use-cases/start-order.ts';
import { machineRunner } from '../statemachines/scripted-machine.ts';
import { code, makeWorld, today, value, type World } from './service-world.ts';

let world: World;

beforeEach(async () => {
  world = await makeWorld();
  await online('online');
});
afterEach(() => world.stop());

async function online(state: 'online' | 'offline'): Promise<void> {
  const { siteId, ports, at } = world;
  await recordSiteStatus(ports, { siteId, state, agentVersion: '1', at: today }, at(today));
}

/** Version 2 of the plan: twice as fast, and dearer. */
async function secondVersion(more: object = {}): Promise<void> {
  value(
    await publishPlanVersion(
      world.ports,
      world.planId,
      {
        price: { amount: '59.90', currency: 'USD' },
        period: 'month',
        charge: 'in-advance',
        trialDays: 0,
        network: { downKbps: 100_000, upKbps: 20_000, interimSeconds: 300 },
        ...more,
      },
      world.at(today),
    ),
  );
}

async function services(count: number, name = 'u'): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await world.active(`${name}${n}`));
  return ids;
}

const wish = (more: Partial<BulkActionWish> = {}): BulkActionWish => ({
  planId: world.planId,
  toVersion: 2,
  action: 'plan',
  starts: 'at-once',
  ...more,
});

const requestedOf = async (more: Omit<BulkActionWish, 'starts'> & Partial<BulkActionWish>) =>
  value(await requestBulkAction(world.ports, { starts: 'at-once', ...more }, world.at(today)));

const requested = async (more: Partial<BulkActionWish> = {}) =>
  value(await requestBulkAction(world.ports, wish(more), world.at(today)));

/** One step as the state machine asks for it, by ports that may break off. */
async function advance(
  { id, state: { run } }: Stored<BulkAction>,
  now = today,
  ports: Ports = world.ports,
  attempt = 0,
) {
  const context = world.at(now, { actor: { kind: 'system', id } });
  return advanceBulkAction(ports, { step: 'advance', bulkActionId: id, run, turn: 0, attempt }, context);
}

async function read({ id }: Stored<BulkAction>): Promise<Stored<BulkAction>> {
  const stored = await world.ports.store.load(bulkActionAggregate, id);
  if (stored === undefined) throw new Error('gone');
  return stored;
}

/** The sites answer everything that is under way. */
async function answer(bulk: Stored<BulkAction>, refuse: readonly string[] = []): Promise<void> {
  for (const { serviceId, orderId } of (await read(bulk)).state.underWay) {
    const execution = { orderId, serviceId };
    if (hasEnded(await world.order(orderId))) continue;
    if (refuse.includes(serviceId)) {
      await world.execute(serviceId, orderId, { outcome: 'refused', reason: 'no' });
      const failure = { error: 'Edge.Refused', cause: 'no', compensated: true };
      await failOrder(world.ports, { step: 'fail', ...execution, ...failure }, world.at(today));
      continue;
    }
    const observed = await world.execute(serviceId, orderId, { sessions: { changed: 1, cut: 0 } });
    await completeOrder(world.ports, execution, observed, world.at(today));
  }
}

/** The site keeps silent until the orders give up. */
async function silence(bulk: Stored<BulkAction>): Promise<void> {
  for (const part of (await read(bulk)).state.underWay) {
    const failure = { error: 'States.Timeout', cause: '', compensated: false };
    await failOrder(world.ports, { step: 'fail', ...part, ...failure }, world.at(today));
  }
}

const view = async (bulk: Stored<BulkAction>) => showBulkAction(await read(bulk));

describe('a bulk action', () => {
  it('surveys, orders, and ends with every service at the new version, proven', async () => {
    const ids = await services(3);
    const [other] = [await world.select({ access: world.access('elsewhere'), planId: world.fastPlanId })];
    expect(other?.ok).toBe(true);
    await secondVersion();
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
    await secondVersion();
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
    await secondVersion();
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
    await secondVersion();
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
    await secondVersion();
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
    await secondVersion();
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

  it('OneRefused: the others go on, the reason is counted, and a retry orders that one alone', async () => {
    const ids = await services(3);
    const [stubborn = ''] = ids;
    await secondVersion();
    const bulk = await requested();
    await advance(bulk);
    await advance(bulk);
    await answer(bulk, [stubborn]);
    await advance(bulk);
    expect(await view(bulk)).toMatchObject({
      state: 'completed',
      counts: { done: 2, failed: 1 },
      failuresByCode: { 'network.refused': 1 },
      failures: [{ serviceId: stubborn, code: 'network.refused', message: expect.stringContaining('no') }],
    });
    expect((await world.service(stubborn)).state).toMatchObject({
      state: 'active',
      plan: { terms: { version: 1 } },
      desired: { profile: { downKbps: 50_000 } },
    });
    const retried = value(await retryBulkAction(world.ports, bulk.id, world.at(today)));
    expect(showBulkAction(retried)).toMatchObject({
      state: 'running',
      pass: 2,
      counts: { toDo: 1, failed: 0 },
    });
    await advance(retried);
    expect((await read(bulk)).state.underWay.map(({ serviceId }) => serviceId)).toEqual([stubborn]);
    await answer(bulk);
    await advance(retried);
    expect(await view(bulk)).toMatchObject({ state: 'completed', counts: { done: 3, failed: 0 } });
    expect(code(await retryBulkAction(world.ports, bulk.id, world.at(today)))).toBe(
      'bulk-action.nothing-failed',
    );
  });

  it('SiteSilent: once a site has kept silent, its other services fail at once and wait for a retry', async () => {
    await services(2);
    await secondVersion();
    const bulk = await requested({ pacePerMinute: 12 });
    await advance(bulk);
    await advance(bulk);
    await silence(bulk);
    await advance(bulk, '2026-03-01T09:31:00.000Z');
    expect(await view(bulk)).toMatchObject({
      state: 'completed',
      counts: { done: 0, failed: 2 },
      failuresByCode: { 'site.silent': 2 },
      silentSites: [world.siteId],
    });
  });

  it('orders nothing of a site that is not connected', async () => {
    await services(2);
    await secondVersion();
    await online('offline');
    const bulk = await requested();
    await advance(bulk);
    await advance(bulk);
    expect(await view(bulk)).toMatchObject({ state: 'completed', failuresByCode: { 'site.offline': 2 } });
  });

  it('Paused: orders no more, ends what is under way, and goes on in a run of its own', async () => {
    await services(3);
    await secondVersion();
    const bulk = await requested({ pacePerMinute: 12 });
    await advance(bulk);
    await advance(bulk);
    value(await pauseBulkAction(world.ports, bulk.id, world.at(today)));
    expect(await advance(bulk, '2026-03-01T09:31:00.000Z')).toMatchObject({ goesOn: true });
    expect(await view(bulk)).toMatchObject({ state: 'paused', counts: { toDo: 2, underWay: 1 } });
    await answer(bulk);
    expect(await advance(bulk, '2026-03-01T09:32:00.000Z')).toMatchObject({ goesOn: false });
    expect(await view(bulk)).toMatchObject({ state: 'paused', counts: { toDo: 2, done: 1 } });
    const resumed = value(await resumeBulkAction(world.ports, bulk.id, world.at(today)));
    expect(resumed.state.run).toBe(2);
    // What is left of the former execution does nothing any more.
    expect(await advance(bulk, '2026-03-01T09:33:00.000Z')).toEqual({ goesOn: false, waitSeconds: 0 });
    expect((await read(bulk)).state.underWay).toEqual([]);
    for (const minute of [34, 35, 36]) {
      await advance(resumed, `2026-03-01T09:${minute}:00.000Z`);
      await answer(bulk);
    }
    expect(await view(bulk)).toMatchObject({ state: 'completed', counts: { done: 3, failed: 0 } });
  });

  it('Cancelled: what was changed stays, the rest is not touched', async () => {
    const ids = await services(2);
    await secondVersion();
    const bulk = await requested({ pacePerMinute: 12 });
    await advance(bulk);
    await advance(bulk);
    value(await cancelBulkAction(world.ports, bulk.id, world.at(today)));
    await answer(bulk);
    expect(await advance(bulk, '2026-03-01T09:31:00.000Z')).toMatchObject({ goesOn: false });
    expect(await view(bulk)).toMatchObject({ state: 'cancelled', counts: { done: 1, underWay: 0, toDo: 1 } });
    const versions = await Promise.all(
      ids.map(async (id) => (await world.service(id)).state.plan.terms.version),
    );
    expect(versions.toSorted()).toEqual([1, 2]);
    expect(code(await resumeBulkAction(world.ports, bulk.id, world.at(today)))).toBe('bulk-action.ended');
  });

  it('keeps to its pace', async () => {
    await services(4);
    await secondVersion();
    const bulk = await requested({ pacePerMinute: 24 });
    await advance(bulk);
    expect(await advance(bulk)).toEqual({ goesOn: true, waitSeconds: 5 });
    expect((await read(bulk)).state.underWay).toHaveLength(2);
    await advance(bulk, '2026-03-01T09:30:04.999Z');
    expect((await read(bulk)).state.underWay).toHaveLength(2);
    await advance(bulk, '2026-03-01T09:30:05.000Z');
    expect((await read(bulk)).state.underWay).toHaveLength(4);
    expect(mostUnderWay).toBeGreaterThan(4);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])(
    'broken off at write %i of a step it goes on, and nobody is ordered twice',
    async (brokenAt) => {
      const ids = await services(4);
      await secondVersion();
      const bulk = await requested();
      await advance(bulk);
      let writes = 0;
      const store: Ports['store'] = {
        ...world.ports.store,
        async commit(...args) {
          writes++;
          if (writes === brokenAt) throw new Error('the platform went away');
          return world.ports.store.commit(...args);
        },
      };
      const attempt = () => advance(bulk, today, { ...world.ports, store }).catch(() => 'broken');
      await attempt();
      // Orders that nobody has noted are carried out all the same, and end before they are noted.
      const orders = await world.ports.store.list(serviceOrderAggregate, { by: 'type' }, { limit: 100 });
      for (const { id: orderId, state } of orders.items) {
        if (state.bulkActionId === undefined) continue;
        const observed = await world.execute(state.serviceId, orderId);
        await completeOrder(world.ports, { orderId, serviceId: state.serviceId }, observed, world.at(today));
      }
      await attempt();
      await answer(bulk);
      await attempt();
      await attempt();
      expect(await view(bulk)).toMatchObject({
        state: 'completed',
        counts: { done: 4, failed: 0, leftOut: {} },
      });
      for (const id of ids) {
        const history = await world.ports.store.history('service', id);
        expect(history.filter(({ type }) => type === 'service.change-requested')).toHaveLength(1);
      }
    },
  );

  it.each([
    ['HappyPath', { done: 4, failed: 0 }],
    ['OneRefused', { done: 3, failed: 1 }],
    ['SiteSilent', { done: 0, failed: 4 }],
    ['Paused', { done: 1, failed: 0, toDo: 3 }],
    ['Cancelled', { done: 1, failed: 0, toDo: 3 }],
  ] as const)('%s, played by its state machine to the end', async (scenario, counts) => {
    const ids = await services(4);
    await secondVersion();
    const bulk = await requested({ pacePerMinute: 12 });
    let steps = 0;
    const runner = await machineRunner('run-bulk-action', async (payload) => {
      const step = bulkActionStep.parse(payload);
      if (step.step !== 'advance') throw new Error('it broke off');
      const context = world.at(runner.now(), { actor: { kind: 'system', id: bulk.id } });
      const progress = await advanceBulkAction(world.ports, step, context);
      steps++;
      if (steps === 2 && scenario === 'Paused') value(await pauseBulkAction(world.ports, bulk.id, context));
      if (steps === 2 && scenario === 'Cancelled')
        value(await cancelBulkAction(world.ports, bulk.id, context));
      if (scenario === 'SiteSilent') await silence(bulk);
      else await answer(bulk, scenario === 'OneRefused' ? ids.slice(0, 1) : []);
      return { ok: true, payload: progress };
    });
    const played = await runner.run({ bulkActionId: bulk.id, run: 1 });
    await runner.stop();
    expect(played.status).toBe('SUCCEEDED');
    const state = scenario === 'Paused' ? 'paused' : scenario === 'Cancelled' ? 'cancelled' : 'completed';
    expect(await view(bulk)).toMatchObject({ state, counts: { underWay: 0, ...counts } });
  });

  it('a service with which the platform breaks every time is noted as failed, and the others go on', async () => {
    const [cursed = ''] = await services(3);
    await secondVersion();
    const bulk = await requested();
    await advance(bulk);
    const store: Ports['store'] = {
      ...world.ports.store,
      async commit(changes, ...rest) {
        if (changes.some(({ id }) => id === cursed)) throw new Error('a curse');
        return world.ports.store.commit(changes, ...rest);
      },
    };
    const ports = { ...world.ports, store };
    for (const attempt of [0, 1, 2])
      await expect(advance(bulk, today, ports, attempt)).rejects.toThrow('a curse');
    await advance(bulk, today, ports, 3);
    await answer(bulk);
    await advance(bulk);
    expect(await view(bulk)).toMatchObject({
      state: 'completed',
      counts: { done: 2, failed: 1 },
      failures: [{ serviceId: cursed, code: 'platform.fault', message: 'a curse' }],
    });
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

  it('moves services from one node to another by change orders, and leaves out who is bound to none', async () => {
    const { siteId } = world;
    const node = async (address: string, kind: 'olt' | 'nas' = 'olt') => {
      const device =
        kind === 'olt'
          ? { driver: 'vsol-v1600g', credentials: { community: 'of the lab' } }
          : { driver: 'radius-nas', credentials: { secret: 'of the lab' } };
      const wanted = { siteId, kind, ...device, address, settings: {} };
      return value(await createAccessNode(world.ports, wanted, world.at(today))).id;
    };
    const [old, next, router] = [
      await node('10.9.0.1'),
      await node('10.9.0.2'),
      await node('10.9.0.3', 'nas'),
    ];
    const plan = {
      name: 'Fibre',
      technologies: ['gpon' as const],
      price: { amount: '10', currency: 'USD' },
      period: 'month' as const,
      charge: 'in-advance' as const,
      trialDays: 0,
      network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
    };
    const planId = value(await createPlan(world.ports, plan, world.at(today))).id;
    const fibre = async (n: number, nodeId: string, userVlan = n) => {
      const olt = {
        nodeId,
        lineProfile: 'home',
        serviceProfile: 'internet',
        serviceVlan: 100,
        userVlan,
        port: '0/1',
      };
      const access = {
        technology: 'gpon' as const,
        siteId,
        username: `fibre-${n}`,
        onuSerial: `HWTC0000000${n}`,
        olt,
        router: { nodeId: router },
      };
      const { id } = value(await world.select({ planId, access })).service;
      await world.fulfil(id, { kind: 'activate' });
      return id;
    };
    const [first, second] = [await fibre(1, old), await fibre(2, old)];
    await fibre(3, next, 2);
    const held = await fibre(4, old);
    await world.fulfil(held, { kind: 'suspend', reason: 'overdue' });
    const left = (await world.service(held)).state.desired?.entitlement;
    await world.active('by-radius');
    const move = { toNodeId: next, serviceProfile: 'internet-2' };
    const bulk = await requestedOf({ action: 'move', siteId, move, starts: 'when-told' });
    await advance(bulk);
    expect(await view(bulk)).toMatchObject({
      state: 'surveyed',
      survey: {
        found: 2,
        recurring: [{ before: { amount: '20.00' }, after: { amount: '20.00' } }],
        leftOut: { 'bulk-action.already-so': 1, 'service.not-bound-to-node': 1, 'store.claim-taken': 1 },
      },
    });
    const started = value(await startBulkAction(world.ports, bulk.id, world.at(today)));
    await advance(started);
    await answer(bulk);
    await advance(started);
    expect(await view(bulk)).toMatchObject({ state: 'completed', counts: { done: 2, failed: 0 } });
    expect((await world.service(first)).state).toMatchObject({
      access: { olt: { nodeId: next, serviceVlan: 100, userVlan: 1, serviceProfile: 'internet-2' } },
      desired: { access: { olt: { nodeId: next } } },
    });
    expect((await world.service(first)).state.access).not.toHaveProperty('olt.port');
    expect((await world.service(second)).state.access).toMatchObject({ olt: { nodeId: old } });
    expect((await world.service(held)).state).toMatchObject({
      state: 'suspended',
      suspension: { reason: 'overdue' },
      access: { olt: { nodeId: next } },
      desired: { present: true, entitlement: left, access: { olt: { nodeId: next } } },
    });
    expect(left).not.toBe('full');
    await world.fulfil(held, { kind: 'resume' });
    expect((await world.service(held)).state).toMatchObject({
      state: 'active',
      desired: { entitlement: 'full', access: { olt: { nodeId: next } } },
    });

    const spare = await node('10.9.0.4', 'nas');
    const again = await requestedOf({ action: 'move', nodeId: router, move: { toNodeId: spare } });
    await advance(again);
    value(await removeAccessNode(world.ports, spare, world.at(today)));
    await advance(again);
    expect(await view(again)).toMatchObject({
      state: 'completed',
      failuresByCode: { 'reference.access-node-unknown': 4 },
    });
    const refusal = async (more: Partial<BulkActionWish>) =>
      code(
        await requestBulkAction(
          world.ports,
          { action: 'move', siteId, starts: 'when-told', ...more },
          world.at(today),
        ),
      );
    expect(await refusal({})).toBe('bulk-action.move-missing');
    expect(await refusal({ move: { toNodeId: spare } })).toBe('reference.access-node-unknown');
    expect(await refusal({ move: { toNodeId: router, lineProfile: 'x' } })).toBe(
      'bulk-action.not-for-action',
    );
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
    await secondVersion();
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
    await secondVersion({ availableOn: '2026-03-05' });
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
