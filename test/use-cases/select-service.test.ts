import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlan } from '../../functions/use-cases/create-plan.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { code, makeWorld, today, value, type World } from './service-world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());

describe('the selection of a service', () => {
  it('copies plan and extras, falls back to the subscriber’s address, and makes a password that is told once', async () => {
    const { access, addOnId, routerId, ports } = world;
    const { service, password } = value(
      await world.select({
        access: access('ada'),
        addOns: [addOnId],
        equipment: [{ equipmentModelId: routerId, serial: 'r-1' }],
      }),
    );
    expect(service).toMatchObject({ version: 1, state: { state: 'selected', access: access('ada') } });
    expect(service.state.address.line1).toBe('1 Mast Road');
    expect(service.state.plan).toMatchObject({ name: 'Home 50', terms: { version: 1 } });
    expect(service.state.extras.map(({ kind, serial }) => [kind, serial])).toEqual([
      ['add-on', undefined],
      ['equipment', 'r-1'],
    ]);
    expect(password).toMatch(/^[A-Za-z2-9]{16}$/);
    expect(await ports.store.secret('service', service.id, 'access-password')).toBe(password);
    expect(JSON.stringify(await ports.store.history('service', service.id))).not.toContain(password);
  });

  it('keeps a given password and does not answer it', async () => {
    const made = value(await world.select({ access: world.access('bo', { password: 'well known' }) }));
    expect(made.password).toBeUndefined();
    expect(await world.ports.store.secret('service', made.service.id, 'access-password')).toBe('well known');
  });

  it('holds username, address and serial alone until the service is terminated', async () => {
    const { access, select, routerId } = world;
    const equipment = [{ equipmentModelId: routerId, serial: 'X-9' }];
    const first = value(await select({ access: access('cy', { framedIp: '10.0.0.9' }), equipment }));
    expect(await select({ access: access('cy') })).toMatchObject({
      refusal: { code: 'store.claim-taken', pointer: '/access/username' },
    });
    expect(await select({ access: access('cy2', { framedIp: '10.0.0.9' }) })).toMatchObject({
      refusal: { code: 'store.claim-taken', pointer: '/access/framedIp' },
    });
    const sameSerial = [{ equipmentModelId: routerId, serial: 'x-9' }];
    expect(code(await select({ access: access('cy3'), equipment: sameSerial }))).toBe('store.claim-taken');
    await world.ordered(first.service.id, { kind: 'terminate' });
    expect(code(await select({ access: access('cy', { framedIp: '10.0.0.9' }), equipment }))).toBe('done');
  });

  it('refuses what cannot be sold, each with its code, and holds nothing', async () => {
    const { select, access, siteId, ports, at } = world;
    const nothing = 'sit_01k9xq3v7n5e2r8t4w6y000001';
    const euro = value(
      await createPlan(
        ports,
        {
          name: 'Euro',
          technologies: ['pppoe'],
          price: { amount: '1', currency: 'EUR' },
          period: 'month',
          charge: 'in-advance',
          trialDays: 0,
          network: { downKbps: 1000, upKbps: 1000, interimSeconds: 300 },
        },
        at(today),
      ),
    );
    const twice = Array.from({ length: 2 }, () => ({ equipmentModelId: world.routerId, serial: 'T1' }));
    const lte = { technology: 'lte' as const, siteId, imsi: '262011234567890' };
    expect(code(await select({ access: access('di'), planId: euro.id }))).toBe('catalog.currency-differs');
    expect(code(await select({ access: access('di'), addOns: [euro.id] }))).toBe('reference.add-on-unknown');
    expect(code(await select({ access: access('di'), equipment: twice }))).toBe('service.serial-twice');
    expect(code(await select({ access: lte }))).toBe('plan.technology-not-served');
    expect(code(await select({ access: access('di', { siteId: nothing }) }))).toBe('reference.site-unknown');
    expect(code(await select({ access: access('di') }))).toBe('done');
  });
});

describe('an order', () => {
  it('is refused while another runs, and one of two at once wins', async () => {
    const { ports, at } = world;
    const serviceId = await world.selected('eve');
    const both = await Promise.all(
      [1, 2].map(() => orderService(ports, serviceId, { kind: 'activate' }, at(today))),
    );
    expect(both.map(code).sort()).toEqual(['done', 'service.order-in-progress']);
  });

  it('under If-Match holds against that version alone', async () => {
    const { ports, at } = world;
    const serviceId = await world.selected('fay');
    const order = (expectedVersion: number) =>
      orderService(ports, serviceId, { kind: 'activate' }, at(today, { expectedVersion }));
    expect(code(await order(2))).toBe('store.version-conflict');
    expect(code(await order(1))).toBe('done');
  });

  it('to terminate what is not on the network has succeeded at once and is never executed', async () => {
    const serviceId = await world.selected('gus');
    const orderId = await world.ordered(serviceId, { kind: 'terminate' });
    expect(await world.order(orderId)).toMatchObject({ state: 'succeeded', kind: 'terminate' });
    expect((await world.service(serviceId)).state).toMatchObject({
      state: 'terminated',
      terminatedAt: today,
    });
    expect(await world.ports.store.secret('service', serviceId, 'access-password')).toBeUndefined();
    const [requested] = await world.ports.store.history('service-order', orderId);
    expect(requested?.data).toMatchObject({ executed: false });
  });
});
