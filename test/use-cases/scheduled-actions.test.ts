import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { cancelAction } from '../../functions/use-cases/cancel-action.ts';
import { changeService } from '../../functions/use-cases/change-service.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { failOrder } from '../../functions/use-cases/fail-order.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { startDueAction } from '../../functions/use-cases/start-due-action.ts';
import { suspendService } from '../../functions/use-cases/suspend-service.ts';
import { sweepServices } from '../../functions/use-cases/sweep-services.ts';
import { terminateService } from '../../functions/use-cases/terminate-service.ts';
import { code, makeWorld, value, type World } from './service-world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.stop());

const noonOf = (day: string) => `${day}T19:00:00.000Z`; // noon in Denver
const at = (day: string) => world.at(noonOf(day));
const bill = (day: string) =>
  billSubscriber(world.ports, { subscriberId: world.subscriberId, on: day }, at(day));

describe('an order that waits for its day', () => {
  it('is seen on the service, found by its day, placed once, and billed from that day on', async () => {
    const serviceId = await world.active('ada'); // 1 March, Denver
    await bill('2026-03-01');
    const wish = { planId: world.fastPlanId, when: 'end-of-period' as const };
    const taken = value(await changeService(world.ports, serviceId, wish, at('2026-03-15')));
    expect(taken).toMatchObject({ scheduled: { on: '2026-04-01' } });
    const before = await world.service(serviceId);
    expect(before.state.plan.name).toBe('Home 50');
    expect(before.state.pending).toMatchObject([{ on: '2026-04-01', command: { kind: 'change' } }]);

    // In the last hour of March nothing happens, though April has begun elsewhere.
    const early = { work: { sweep: 'due-actions' as const }, cursor: null };
    await sweepServices(world.ports, early, world.at('2026-04-01T05:59:00.000Z'));
    expect((await world.service(serviceId)).state.pending).toHaveLength(1);

    const first = world.at('2026-04-01T06:02:00.000Z');
    expect(await sweepServices(world.ports, early, first)).toEqual({ nextCursor: null, failures: [] });
    const started = await world.service(serviceId);
    const order = 'order' in started.state ? started.state.order : undefined;
    expect(started.state.pending).toEqual([]);
    expect(order).toMatchObject({ command: { kind: 'change' }, actionId: expect.stringMatching(/^act_/) });
    expect(await startDueAction(world.ports, serviceId, first)).toBeUndefined();

    // The day's charges wait for the network.
    expect(value(await bill('2026-04-01'))).toEqual([]);
    const orderId = order?.orderId ?? '';
    const observed = await world.execute(serviceId, orderId, { observedAt: noonOf('2026-04-01') });
    await completeOrder(world.ports, { orderId, serviceId }, observed, at('2026-04-01'));
    const [invoice] = value(await bill('2026-04-01'));
    expect(invoice?.total).toBe(4_990);
    expect((await world.service(serviceId)).state.plan.name).toBe('Fast 100');
    const events = (await world.ports.store.history('service', serviceId)).map(({ type }) => type);
    expect(events.filter((type) => type.startsWith('service.action-'))).toEqual([
      'service.action-scheduled',
      'service.action-started',
    ]);
  });

  it('that the network refuses leaves the old plan, and the day is billed by it', async () => {
    const serviceId = await world.active('ada');
    await bill('2026-03-01');
    const wish = { planId: world.fastPlanId, when: { on: '2026-04-01' } };
    value(await changeService(world.ports, serviceId, wish, at('2026-03-15')));
    const placed = await startDueAction(world.ports, serviceId, at('2026-04-01'));
    expect(value(await bill('2026-04-01'))).toEqual([]);
    await failOrder(
      world.ports,
      {
        step: 'fail',
        orderId: placed?.orderId ?? '',
        serviceId,
        error: 'Edge.Refused',
        cause: 'no',
        compensated: true,
      },
      at('2026-04-01'),
    );
    expect(value(await bill('2026-04-01'))).toHaveLength(1);
    expect((await world.service(serviceId)).state.plan.name).toBe('Home 50');
  });

  it('is cancelled, and then nothing is placed', async () => {
    const serviceId = await world.active('ada');
    const taken = value(
      await terminateService(world.ports, serviceId, { when: { on: '2026-03-20' } }, at('2026-03-02')),
    );
    const actionId = 'scheduled' in taken ? taken.scheduled.actionId : '';
    value(await cancelAction(world.ports, serviceId, actionId, at('2026-03-03')));
    expect(code(await cancelAction(world.ports, serviceId, actionId, at('2026-03-03')))).toBe(
      'service.action-unknown',
    );
    expect(await startDueAction(world.ports, serviceId, at('2026-03-20'))).toBeUndefined();
  });

  it('waits on while the service is suspended, and ends a suspension on its planned day', async () => {
    const serviceId = await world.active('ada');
    value(
      await changeService(
        world.ports,
        serviceId,
        { planId: world.fastPlanId, when: { on: '2026-03-10' } },
        at('2026-03-02'),
      ),
    );
    const vacation = { reason: 'requested' as const, when: 'now' as const, until: '2026-03-20' };
    const suspended = value(await suspendService(world.ports, serviceId, vacation, at('2026-03-05')));
    await fulfilPlaced(serviceId, 'orderId' in suspended ? suspended.orderId : '');
    expect((await world.service(serviceId)).state).toMatchObject({
      state: 'suspended',
      suspension: { until: '2026-03-20' },
      pending: [{ on: '2026-03-10' }, { on: '2026-03-20', origin: 'suspension' }],
    });
    expect(await startDueAction(world.ports, serviceId, at('2026-03-12'))).toBeUndefined();
    expect(value(await bill('2026-03-12')).length).toBeGreaterThan(0);

    const resumption = await startDueAction(world.ports, serviceId, at('2026-03-20'));
    await fulfilPlaced(serviceId, resumption?.orderId ?? '');
    expect((await world.service(serviceId)).state.state).toBe('active');
    const change = await startDueAction(world.ports, serviceId, at('2026-03-20'));
    await fulfilPlaced(serviceId, change?.orderId ?? '');
    expect((await world.service(serviceId)).state).toMatchObject({
      pending: [],
      plan: { name: 'Fast 100' },
    });
  });

  it('that cannot be carried out any more is noted as failed, and billing goes on', async () => {
    const serviceId = await world.active('ada');
    const added = value(
      await changeService(world.ports, serviceId, { addOns: [world.addOnId] }, at('2026-03-01')),
    );
    await fulfilPlaced(serviceId, added.orderId);
    const [item] = (await world.service(serviceId)).state.extras;
    const remove = { removeItems: [item?.itemId ?? ''] };
    value(
      await changeService(
        world.ports,
        serviceId,
        { ...remove, when: { on: '2026-03-10' } },
        at('2026-03-02'),
      ),
    );
    const removed = value(await changeService(world.ports, serviceId, remove, at('2026-03-03')));
    await fulfilPlaced(serviceId, removed.orderId);
    expect(await startDueAction(world.ports, serviceId, at('2026-03-10'))).toBeUndefined();
    expect((await world.service(serviceId)).state.pending).toEqual([]);
    const last = (await world.ports.store.history('service', serviceId)).at(-1);
    expect(last).toMatchObject({
      type: 'service.action-failed',
      data: { reason: expect.stringContaining('no item') },
    });
  });

  it('is forgotten with a termination, and refused where it makes no sense', async () => {
    const serviceId = await world.active('ada');
    const later = (on: string, more = {}) =>
      changeService(
        world.ports,
        serviceId,
        { planId: world.fastPlanId, when: { on }, ...more },
        at('2026-03-05'),
      );
    expect(code(await later('2026-03-04'))).toBe('service.schedule-in-the-past');
    expect(code(await later('2026-03-09', { access: world.access('eve') }))).toBe('service.access-at-once');
    value(await later('2026-03-09'));
    expect(code(await later('2026-03-10'))).toBe('service.action-pending');
    const selected = await world.selected('eve');
    expect(
      code(await terminateService(world.ports, selected, { when: 'end-of-period' }, at('2026-03-05'))),
    ).toBe('service.not-active');
    expect(
      code(
        await suspendService(
          world.ports,
          serviceId,
          { reason: 'requested', when: { on: '2026-03-09' }, until: '2026-03-09' },
          at('2026-03-05'),
        ),
      ),
    ).toBe('service.until-not-after');
    value(await orderService(world.ports, serviceId, { kind: 'terminate' }, at('2026-03-06')));
    expect((await world.service(serviceId)).state.pending).toEqual([]);
  });
});

async function fulfilPlaced(serviceId: string, orderId: string): Promise<void> {
  const observed = await world.execute(serviceId, orderId);
  await completeOrder(world.ports, { orderId, serviceId }, observed, world.at(noonOf('2026-03-20')));
}
