import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serviceOrderRequested } from '../../functions/contracts/events/service-order-requested.ts';
import { changeService } from '../../functions/use-cases/change-service.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { failOrder } from '../../functions/use-cases/fail-order.ts';
import { prepareOrder } from '../../functions/use-cases/prepare-order.ts';
import { rollBackOrder } from '../../functions/use-cases/roll-back-order.ts';
import { startOrder } from '../../functions/use-cases/start-order.ts';
import {
  answerTo,
  code,
  deliver,
  lastDesired,
  makeWorld,
  report,
  today,
  value,
  type World,
} from './service-world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.recorded.edge.length = 0;
  world.recorded.workflow.length = 0;
});

const refused = { error: 'Edge.Refused', cause: 'no such profile' };

/** What a state machine does when the site does not prove the order. */
async function undo(serviceId: string, orderId: string, confirmed: boolean) {
  const context = world.at(today);
  const execution = { orderId, serviceId };
  const prepared = await rollBackOrder(world.ports, execution, refused, context);
  if (confirmed) await deliver(world.ports, world.recorded, prepared);
  await failOrder(world.ports, { step: 'fail', ...execution, ...refused, compensated: confirmed }, context);
}

describe('an activation', () => {
  it('starts the machine that is named by the order', async () => {
    const serviceId = await world.selected('ada');
    const orderId = await world.ordered(serviceId, { kind: 'activate' });
    const [requested] = await world.ports.store.history('service-order', orderId);
    await startOrder(world.ports, orderId, serviceOrderRequested.data.parse(requested?.data));
    expect(world.recorded.workflow).toEqual([
      { call: 'start', args: ['activate-service', orderId, { orderId, serviceId, priority: 'interactive' }] },
    ]);
  });

  it('sends the desired state with its password, and is active by the proof of the site', async () => {
    const serviceId = await world.selected('bo');
    const orderId = await world.ordered(serviceId, { kind: 'activate' });
    const observed = await world.execute(serviceId, orderId);
    expect(lastDesired(world.recorded)).toMatchObject({
      password: 'secret',
      issuedAt: today,
      expiresAt: '2026-03-01T09:30:30.000Z',
      desired: {
        revision: 1,
        present: true,
        entitlement: 'full',
        profile: { downKbps: 50_000 },
        access: { username: 'bo' },
      },
    });
    expect((await world.service(serviceId)).state).toMatchObject({
      state: 'provisioning',
      network: { status: 'in-sync', observedRevision: 1, provenAt: today },
    });
    const [told] = world.recorded.workflow;
    expect(told).toMatchObject({ call: 'succeed', args: [expect.stringContaining(orderId), observed] });
    await completeOrder(world.ports, { orderId, serviceId }, observed, world.at(today));
    expect((await world.service(serviceId)).state).toMatchObject({ state: 'active', activatedAt: today });
    const order = await world.order(orderId);
    expect(order).toMatchObject({ state: 'succeeded', revision: 1 });
    expect(order.steps.map(({ name, ok }) => [name, ok])).toEqual([
      ['requested', true],
      ['desired state issued', true],
      ['log-in', true],
      ['site reported', true],
    ]);
  });

  it('never takes a proof for earlier than its request or later than its arrival', async () => {
    for (const [name, observedAt, expected] of [
      ['past', '1970-01-01T00:00:00.000Z', today],
      ['future', '2038-01-19T03:14:08.000Z', today],
    ] as const) {
      const serviceId = await world.selected(`clock-${name}`);
      const orderId = await world.ordered(serviceId, { kind: 'activate' });
      const observed = await world.execute(serviceId, orderId, { observedAt });
      await completeOrder(world.ports, { orderId, serviceId }, observed, world.at(today));
      expect((await world.service(serviceId)).state).toMatchObject({ activatedAt: expected });
    }
  });

  it('that is refused fails with the words of the device, leaves nothing, and can be tried again', async () => {
    const serviceId = await world.selected('cy');
    const orderId = await world.ordered(serviceId, { kind: 'activate' });
    await world.execute(serviceId, orderId, { outcome: 'refused', reason: 'no such profile' });
    expect(world.recorded.workflow.at(-1)).toMatchObject({
      call: 'fail',
      args: [expect.anything(), 'Edge.Refused', 'no such profile'],
    });
    await undo(serviceId, orderId, true);
    expect((await world.service(serviceId)).state).toMatchObject({
      state: 'failed',
      failure: { orderId, kind: 'activate', reason: 'The network refused: no such profile' },
      desired: { revision: 2, present: false, entitlement: 'blocked' },
      network: { status: 'in-sync' },
    });
    const order = await world.order(orderId);
    expect(order).toMatchObject({
      state: 'failed',
      reason: 'The network refused: no such profile',
      compensation: { revision: 2, confirmed: true },
    });
    expect(order.steps.at(-1)).toMatchObject({
      name: 'site reported',
      ok: false,
      answer: 'refused: no such profile',
    });
    expect(order.compensation?.steps.at(-1)).toMatchObject({ name: 'site reported', ok: true });
    await world.fulfil(serviceId, { kind: 'activate' });
    expect((await world.service(serviceId)).state).toMatchObject({
      state: 'active',
      desired: { revision: 3 },
    });
    expect((await world.service(serviceId)).state).not.toHaveProperty('failure');
  });

  it('whose preparation broke after it was written is undone by the last step alone', async () => {
    const serviceId = await world.selected('di');
    const orderId = await world.ordered(serviceId, { kind: 'activate' });
    const fault = {
      error: 'States.TaskFailed',
      cause: '{"errorType":"Error","errorMessage":"the table is away"}',
    };
    await failOrder(
      world.ports,
      { step: 'fail', orderId, serviceId, ...fault, compensated: false },
      world.at(today),
    );
    expect((await world.service(serviceId)).state).toMatchObject({
      state: 'failed',
      failure: { reason: 'The platform failed (States.TaskFailed): the table is away' },
      desired: { present: false },
    });
  });
});

describe('orders on an active service', () => {
  it('suspend by the policy of the reason, resume, and restore what was there', async () => {
    const serviceId = await world.active('eve');
    await world.fulfil(serviceId, { kind: 'suspend', reason: 'overdue', note: 'two invoices' });
    expect((await world.service(serviceId)).state).toMatchObject({
      state: 'suspended',
      suspension: { reason: 'overdue', note: 'two invoices', since: today },
      desired: { revision: 2, present: true, entitlement: 'walled-garden' },
    });
    await world.fulfil(serviceId, { kind: 'resume' });
    expect((await world.service(serviceId)).state).toMatchObject({
      state: 'active',
      desired: { revision: 3, entitlement: 'full' },
    });
    await world.fulfil(serviceId, { kind: 'suspend', reason: 'abuse' });
    expect((await world.service(serviceId)).state.desired).toMatchObject({ entitlement: 'blocked' });
  });

  it('that fail leave the service as it was, under a new revision', async () => {
    const serviceId = await world.active('fay');
    const before = (await world.service(serviceId)).state.desired;
    const orderId = await world.ordered(serviceId, { kind: 'suspend', reason: 'abuse' });
    await world.execute(serviceId, orderId, { outcome: 'refused', reason: 'the NAS keeps the session' });
    await undo(serviceId, orderId, false);
    const { state } = await world.service(serviceId);
    expect(state).toMatchObject({
      state: 'active',
      failure: { kind: 'suspend' },
      network: { status: 'converging' },
    });
    expect(state.desired).toEqual({ ...before, revision: 3 });
  });

  it('change plan and extras at today’s prices once the network has proved it', async () => {
    const serviceId = await world.active('gus');
    const { ports, fastPlanId, addOnId } = world;
    const { orderId } = value(
      await changeService(ports, serviceId, { planId: fastPlanId, addOns: [addOnId] }, world.at(today)),
    );
    const observed = await world.execute(serviceId, orderId);
    expect((await world.service(serviceId)).state.plan.name).toBe('Home 50');
    await completeOrder(ports, { orderId, serviceId }, observed, world.at(today));
    const { state } = await world.service(serviceId);
    expect(state).toMatchObject({ plan: { name: 'Fast 100' }, desired: { profile: { downKbps: 100_000 } } });
    expect(state.extras.map(({ name }) => name)).toEqual(['Static IP']);
    const history = await ports.store.history('service', serviceId);
    expect(history.at(-1)).toMatchObject({
      type: 'service.changed',
      data: { change: { plan: { name: 'Fast 100' } } },
    });
  });

  it('change access: both names are held until it is decided, and the password follows', async () => {
    const { ports, access } = world;
    const context = world.at(today);
    const serviceId = await world.active('hal');
    const password = () => ports.store.secret('service', serviceId, 'access-password');
    const wish = { access: access('hal2', { password: 'brand new' }) };

    const failing = value(await changeService(ports, serviceId, wish, context)).orderId;
    await world.execute(serviceId, failing, { outcome: 'refused', reason: 'no' });
    expect(lastDesired(world.recorded)).toMatchObject({
      password: 'brand new',
      desired: { access: { username: 'hal2' } },
    });
    expect(code(await world.select({ access: access('hal2') }))).toBe('store.claim-taken');
    await undo(serviceId, failing, true);
    expect(lastDesired(world.recorded)).toMatchObject({
      password: 'secret',
      desired: { access: { username: 'hal' } },
    });
    expect(await password()).toBe('secret');

    const { orderId } = value(await changeService(ports, serviceId, wish, context));
    const observed = await world.execute(serviceId, orderId);
    expect(code(await world.select({ access: access('hal') }))).toBe('store.claim-taken');
    await completeOrder(ports, { orderId, serviceId }, observed, context);
    expect(await password()).toBe('brand new');
    expect(await ports.store.secret('service', serviceId, 'access-password-next')).toBeUndefined();
    expect(code(await world.select({ access: access('hal') }))).toBe('done');
    expect(code(await world.select({ access: access('hal2') }))).toBe('store.claim-taken');
  });

  it('refuse a change to another site, to nothing, and of what is not there', async () => {
    const { ports, access } = world;
    const serviceId = await world.active('ivy');
    const change = (wish: Parameters<typeof changeService>[2]) =>
      changeService(ports, serviceId, wish, world.at(today)).then(code);
    const elsewhere = access('ivy', { siteId: 'sit_01k9xq3v7n5e2r8t4w6y000002' });
    expect(await change({ access: elsewhere })).toBe('service.site-fixed');
    expect(await change({})).toBe('service.change-empty');
    expect(await change({ removeItems: ['itm_01k9xq3v7n5e2r8t4w6y000001'] })).toBe('service.item-unknown');
  });
});

describe('a termination', () => {
  it('is proven by absence and frees what the service held', async () => {
    const serviceId = await world.active('jo');
    await world.fulfil(serviceId, { kind: 'terminate' });
    expect((await world.service(serviceId)).state).toMatchObject({
      state: 'terminated',
      terminatedAt: today,
      desired: { present: false },
    });
    expect(lastDesired(world.recorded)).not.toHaveProperty('password');
    expect(code(await world.select({ access: world.access('jo') }))).toBe('done');
  });

  it('that failed stays terminating, and a late proof of the site ends it without another order', async () => {
    const serviceId = await world.active('kim');
    const orderId = await world.ordered(serviceId, { kind: 'terminate' });
    const context = world.at(today);
    await prepareOrder(world.ports, { orderId, serviceId }, context);
    const silence = { error: 'States.Timeout', cause: '' };
    await failOrder(
      world.ports,
      { step: 'fail', orderId, serviceId, ...silence, compensated: false },
      context,
    );
    const { state } = await world.service(serviceId);
    expect(state).toMatchObject({
      state: 'terminating',
      failure: { reason: expect.stringContaining('did not answer in time') },
    });
    const { desired } = state;
    if (desired === undefined) throw new Error('no desired state');
    const message = {
      messageId: world.ports.ids.next('msg'),
      siteId: world.siteId,
      issuedAt: today,
      expiresAt: today,
      desired,
    };
    await report(world.ports, message, answerTo(message));
    expect((await world.service(serviceId)).state.state).toBe('terminated');
    expect(code(await world.select({ access: world.access('kim') }))).toBe('done');
  });
});
