import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessRequest } from '../../functions/contracts/access.ts';
import { addressPoolAggregate } from '../../functions/domain/network/address-pool.ts';
import { changeAddressPool } from '../../functions/use-cases/change-address-pool.ts';
import { changeService } from '../../functions/use-cases/change-service.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { createAddressPool } from '../../functions/use-cases/create-address-pool.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import {
  findAddressHolders,
  listAddressPools,
  listPoolAddresses,
} from '../../functions/use-cases/read-address-pools.ts';
import { recordReport } from '../../functions/use-cases/record-report.ts';
import { removeAddressPool } from '../../functions/use-cases/remove-address-pool.ts';
import { showAddressPool } from '../../functions/use-cases/show-address-pool.ts';
import { aWorldOfDevices, fail, sell, world } from './binding-case.ts';
import { code, lastDesired, today, value } from './service-world.ts';

aWorldOfDevices();

let blocks = 0;
/** A pool of its own for each test: `prefix` 30 has two addresses, 29 has six. */
async function pool(prefix = 29) {
  blocks++;
  const base = `10.20.${blocks}`;
  const details = {
    kind: 'ipv4' as const,
    siteId: world.siteId,
    name: `pool ${blocks}`,
    cidr: `${base}.0/${prefix}`,
    exclude: [],
  };
  return { id: value(await createAddressPool(world.ports, details, world.at(today))).id, base };
}

async function utilisation(id: string) {
  const stored = await world.ports.store.load(addressPoolAggregate, id);
  if (stored === undefined) throw new Error('no pool');
  return showAddressPool(stored).utilisation;
}

describe('an address of a pool', () => {
  it('is the lowest free one, stepping over what was given by hand, until none is left', async () => {
    const { id, base } = await pool();
    const pppoe = (n: number, more: object = {}) =>
      world.access(`pool-${blocks}-${n}`, { addressPoolId: id, ...more });
    const ip = async (access: AccessRequest) => {
      const sold = await sell(access);
      return sold.ok ? sold.value.service.state.access.framedIp : sold.refusal.code;
    };
    value(await sell(world.access(`by-hand-${blocks}`, { framedIp: `${base}.2` })));
    expect([await ip(pppoe(1)), await ip(pppoe(2)), await ip(pppoe(3, { framedIp: `${base}.6` }))]).toEqual([
      `${base}.1`,
      `${base}.3`,
      `${base}.6`,
    ]);
    expect(await ip(pppoe(4, { framedIp: `${base}.6` }))).toBe('address-pool.address-taken');
    expect(await ip(pppoe(4, { framedIp: `${base}.2` }))).toBe('address-pool.address-taken');
    expect(await ip(pppoe(4, { framedIp: '10.99.0.1' }))).toBe('address-pool.address-outside');
    expect([await ip(pppoe(4)), await ip(pppoe(5)), await ip(pppoe(6))]).toEqual([
      `${base}.4`,
      `${base}.5`,
      'address-pool.exhausted',
    ]);
    expect(await utilisation(id)).toEqual({ capacity: 6, allocated: 6, free: 0 });
    const unknown = world.access('nobody', { addressPoolId: `adp_${'0'.repeat(26)}` });
    expect(await ip(unknown)).toBe('reference.address-pool-unknown');
    const listed = value(await listAddressPools(world.ports, { limit: 50, siteId: world.siteId }));
    expect(listed.items.map((one) => one.id)).toContain(id);
  });

  it('goes to one service each when many are sold at once', async () => {
    const { id } = await pool();
    const sold = await Promise.all(
      [1, 2, 3, 4].map((n) => sell(world.access(`rush-${blocks}-${n}`, { addressPoolId: id }))),
    );
    const addresses = sold.map((one) => value(one).service.state.access.framedIp);
    expect(new Set(addresses).size).toBe(4);
    expect((await utilisation(id)).allocated).toBe(4);
  });

  it('stays with a service that keeps its pool', async () => {
    const { id, base } = await pool();
    const { service } = value(await sell(world.access(`keep-${blocks}`, { addressPoolId: id })));
    await world.fulfil(service.id, { kind: 'activate' });
    const access = world.access(`kept-${blocks}`, { addressPoolId: id });
    const { orderId } = value(await changeService(world.ports, service.id, { access }, world.at(today)));
    const observed = await world.execute(service.id, orderId);
    await completeOrder(world.ports, { serviceId: service.id, orderId }, observed, world.at(today));
    expect((await world.service(service.id)).state.access).toMatchObject({ framedIp: `${base}.1` });
    expect((await utilisation(id)).allocated).toBe(1);
  });

  it('is free again after any life: random lives leave pools and claims as they were', async () => {
    const pools = [await pool(), await pool(30)];
    const before = await Promise.all(pools.map(({ id }) => utilisation(id)));
    const move = fc.record({
      service: fc.nat(3),
      pool: fc.constantFrom(undefined, 0, 1),
      end: fc.constantFrom('complete', 'fail', 'late'),
    });
    let lives = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 4, maxLength: 9 }), async (moves) => {
        const living = new Map<number, string>();
        const bind = (index: number | undefined) => {
          const poolId = index === undefined ? undefined : pools[index]?.id;
          return world.access(`life-${lives++}`, poolId === undefined ? {} : { addressPoolId: poolId });
        };
        for (const { service: slot, pool: index, end } of moves) {
          const serviceId = living.get(slot);
          if (serviceId === undefined) {
            const sold = await sell(bind(index));
            if (!sold.ok) {
              expect(sold.refusal.code).toBe('address-pool.exhausted');
              continue;
            }
            living.set(slot, sold.value.service.id);
            if (end !== 'late') await world.fulfil(sold.value.service.id, { kind: 'activate' });
          } else if ((await world.service(serviceId)).state.state === 'active' && end !== 'late') {
            const ordered = await changeService(
              world.ports,
              serviceId,
              { access: bind(index) },
              world.at(today),
            );
            if (!ordered.ok) {
              expect(ordered.refusal.code).toBe('address-pool.exhausted');
              continue;
            }
            const order = { serviceId, orderId: ordered.value.orderId };
            const observed = await world.execute(serviceId, order.orderId);
            if (end === 'complete') await completeOrder(world.ports, order, observed, world.at(today));
            else await fail(order);
          } else {
            await terminate(serviceId, end);
            living.delete(slot);
          }
          const held = await Promise.all(
            [...living.values()].map(async (id) => (await world.service(id)).state.access),
          );
          const addresses = held.flatMap(({ framedIp }) => framedIp ?? []);
          expect(new Set(addresses).size).toBe(addresses.length);
          const allocated = await Promise.all(pools.map(async ({ id }) => (await utilisation(id)).allocated));
          expect(allocated).toEqual(
            pools.map(({ id }) => held.filter((one) => one.addressPoolId === id).length),
          );
        }
        for (const serviceId of living.values()) await terminate(serviceId, 'complete');
        expect(await Promise.all(pools.map(({ id }) => utilisation(id)))).toEqual(before);
        for (const { base } of pools) {
          for (let n = 0; n < 8; n++) {
            const claim = { kind: 'ipv4', value: `${base}.${n}@${world.siteId}` };
            expect(await world.ports.store.holder(claim)).toBeUndefined();
          }
        }
      }),
      { seed: 20261123, numRuns: 12 },
    );
  }, 60_000);
});

describe('IPv6 prefixes of pools', () => {
  const make = (cidr: string, prefixLength: number) =>
    createAddressPool(
      world.ports,
      { kind: 'ipv6-prefix', siteId: world.siteId, name: cidr, cidr, prefixLength, exclude: [] },
      world.at(today),
    );

  it('are taken two to a service, each its own, and go to the site', async () => {
    const links = value(await make('2001:db8:1::/56', 64)).id;
    const homes = value(await make('2001:db8:100::/54', 56)).id;
    const pools = { framedIpv6PoolId: links, delegatedIpv6PoolId: homes };
    const { service } = value(await sell(world.access('six-1', pools)));
    expect(service.state.access).toMatchObject({
      framedIpv6Prefix: '2001:db8:1::/64',
      delegatedIpv6Prefix: '2001:db8:100::/56',
    });
    await world.fulfil(service.id, { kind: 'activate' });
    expect(lastDesired(world.recorded).desired.access).toMatchObject({
      delegatedIpv6Prefix: '2001:db8:100::/56',
    });
    const second = value(await sell(world.access('six-2', pools))).service;
    expect(second.state.access).toMatchObject({ delegatedIpv6Prefix: '2001:db8:100:100::/56' });
    const prefix = { delegatedIpv6Prefix: '2001:db8:100:300::/56' };
    const byHand = value(await sell(world.access('six-3', prefix))).service;
    const refused = async (more: object) => {
      const result = await sell(world.access('six-4', more));
      return result.ok ? 'done' : [result.refusal.code, result.refusal.pointer];
    };
    const pointer = '/access/delegatedIpv6Prefix';
    expect(await refused(prefix)).toEqual(['address-pool.address-taken', pointer]);
    expect(await refused({ delegatedIpv6Prefix: '2001:db8:100:300::/60' })).toEqual([
      'address-pool.address-outside',
      pointer,
    ]);
    expect(await refused({ delegatedIpv6Prefix: '2001:db8:f00::/48' })).toEqual([
      'address-pool.address-outside',
      pointer,
    ]);
    expect(await refused({ framedIpv6PoolId: links, framedIpv6Prefix: '2001:db8:100:200::/56' })).toEqual([
      'address-pool.address-outside',
      '/access/framedIpv6Prefix',
    ]);
    value(await sell(world.access('six-5', { delegatedIpv6PoolId: homes })));
    expect(await refused({ delegatedIpv6PoolId: homes })).toEqual([
      'address-pool.exhausted',
      '/access/delegatedIpv6PoolId',
    ]);
    expect(await refused({ framedIpv6PoolId: links, framedIpv6Prefix: '2001:db8:1::/64' })).toEqual([
      'address-pool.address-taken',
      '/access/framedIpv6Prefix',
    ]);
    expect((await utilisation(homes)).allocated).toBe(4);
    await world.ordered(byHand.id, { kind: 'terminate' });
    expect(await utilisation(homes)).toEqual({ capacity: 4, allocated: 3, free: 1 });
    expect(code(await sell(world.access('six-6', prefix)))).toBe('done');
  });

  it('of one block cannot be given to two pools that are made at once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => make('2001:db8:200::/48', 56)));
    expect(made.map(code).sort()).toEqual(['address-pool.overlaps', 'address-pool.overlaps', 'done']);
  });
});

describe('a pool in use', () => {
  it('tells who holds what and who held it, and is not taken away from under anybody', async () => {
    const { id, base } = await pool();
    const sold = value(await sell(world.access(`use-${blocks}`, { addressPoolId: id }))).service;
    const next = '2026-03-05T09:30:00.000Z';
    const change = (wish: Record<string, unknown>) =>
      changeAddressPool(world.ports, id, wish, world.at(today));
    for (const wish of [{ exclude: [`${base}.1`] }, { cidr: `${base}.4/30` }]) {
      expect(await change(wish)).toMatchObject({
        refusal: { code: 'address-pool.in-use', message: expect.stringContaining(sold.id) },
      });
    }
    expect(await removeAddressPool(world.ports, id, world.at(today))).toMatchObject({
      refusal: { code: 'address-pool.in-use', message: expect.stringContaining(sold.id) },
    });
    value(await sell(world.access(`use-too-${blocks}`, { addressPoolId: id })));
    const holder = { address: `${base}.1`, serviceId: sold.id, subscriberId: world.subscriberId };
    const listed = value(await listPoolAddresses(world.ports, id, { limit: 1 }));
    expect(listed).toEqual({ items: [{ ...holder, since: today }], nextCursor: `${base}.1` });
    const rest = value(await listPoolAddresses(world.ports, id, { limit: 1, cursor: `${base}.1` }));
    expect(rest.items).toMatchObject([{ address: `${base}.2` }]);
    value(await orderService(world.ports, sold.id, { kind: 'terminate' }, world.at(next)));
    const held = async (at?: string) =>
      value(await findAddressHolders(world.ports, id, { address: `${base}.1`, at }, world.at(next)));
    expect(await held()).toEqual([]);
    expect(await held('2026-03-03T00:00:00.000Z')).toEqual([{ ...holder, since: today, until: next }]);
    expect(value(await change({ name: 'Renamed', exclude: [`${base}.1`] })).state).toMatchObject({
      capacity: 5,
      allocated: 1,
    });
  });
});

/** `late`: the order gives up first, and the site's own proof ends the service afterwards. */
async function terminate(serviceId: string, end: string) {
  const orderId = await world.ordered(serviceId, { kind: 'terminate' });
  if ((await world.service(serviceId)).state.state === 'terminated') return;
  if (end === 'late') {
    await fail({ serviceId, orderId });
    const { desired } = (await world.service(serviceId)).state;
    if (desired === undefined) throw new Error('nothing was issued');
    const observed = {
      serviceId,
      revision: desired.revision,
      outcome: 'applied' as const,
      observedAt: today,
    };
    const messageId = world.ports.ids.next('msg');
    const message = { messageId, siteId: world.siteId, observed: { ...observed, steps: [] } };
    await recordReport(world.ports, world.siteId, message, world.at(today));
  } else {
    const observed = await world.execute(serviceId, orderId);
    await completeOrder(world.ports, { serviceId, orderId }, observed, world.at(today));
  }
  expect((await world.service(serviceId)).state.state).toBe('terminated');
}
