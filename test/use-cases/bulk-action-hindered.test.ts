import { describe, expect, it } from 'vitest';
import { bulkActionStep } from '../../functions/contracts/bulk-action.ts';
import { mostUnderWay } from '../../functions/domain/bulk-action/decide.ts';
import { serviceOrderAggregate } from '../../functions/domain/service-order/service-order.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { advanceBulkAction } from '../../functions/use-cases/advance-bulk-action.ts';
import { cancelBulkAction } from '../../functions/use-cases/cancel-bulk-action.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { pauseBulkAction } from '../../functions/use-cases/pause-bulk-action.ts';
import { resumeBulkAction } from '../../functions/use-cases/resume-bulk-action.ts';
import { retryBulkAction } from '../../functions/use-cases/retry-bulk-action.ts';
import { showBulkAction } from '../../functions/use-cases/show-bulk-action.ts';
import { machineRunner } from '../statemachines/scripted-machine.ts';
import {
  aBulkWorld,
  advance,
  answer,
  online,
  read,
  requested,
  services,
  silence,
  view,
  world,
} from './bulk-case.ts';
import { secondVersion } from './second-version.ts';
import { code, today, value } from './service-world.ts';

aBulkWorld();

describe('a bulk action that is hindered', () => {
  it('OneRefused: the others go on, the reason is counted, and a retry orders that one alone', async () => {
    const ids = await services(3);
    const [stubborn = ''] = ids;
    await secondVersion(world);
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
    await secondVersion(world);
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
    await secondVersion(world);
    await online('offline');
    const bulk = await requested();
    await advance(bulk);
    await advance(bulk);
    expect(await view(bulk)).toMatchObject({ state: 'completed', failuresByCode: { 'site.offline': 2 } });
  });

  it('Paused: orders no more, ends what is under way, and goes on in a run of its own', async () => {
    await services(3);
    await secondVersion(world);
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
    await secondVersion(world);
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
    await secondVersion(world);
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
      await secondVersion(world);
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
    await secondVersion(world);
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
    await secondVersion(world);
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
});
