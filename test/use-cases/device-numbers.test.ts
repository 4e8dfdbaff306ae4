import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessRequest } from '../../functions/contracts/access.ts';
import type { AddressPoolDetails } from '../../functions/contracts/address-pool.ts';
import type { ObservedState } from '../../functions/contracts/network-state.ts';
import { addressPoolAggregate } from '../../functions/domain/network/address-pool.ts';
import { changeService } from '../../functions/use-cases/change-service.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { createAccessNode } from '../../functions/use-cases/create-access-node.ts';
import { createAddressPool } from '../../functions/use-cases/create-address-pool.ts';
import { failOrder } from '../../functions/use-cases/fail-order.ts';
import {
  code,
  createFibrePlan,
  lastDesired,
  makeWorld,
  report,
  today,
  value,
  type World,
} from './service-world.ts';

/** Numbers of OLTs: given out by pools, chosen by devices, taken by what is no service of ours. */

type Line = NonNullable<Extract<AccessRequest, { technology: 'gpon' }>['olt']>;

let world: World;
let planId: string;
beforeAll(async () => {
  world = await makeWorld();
  planId = await createFibrePlan(world);
});
afterAll(() => world.stop());

let olts = 0;
async function newOlt(): Promise<string> {
  const wish = {
    siteId: world.siteId,
    kind: 'olt' as const,
    driver: 'huawei-ma5800',
    address: `10.9.1.${++olts}`,
    settings: {},
    credentials: { community: 'sesame' },
  };
  return value(await createAccessNode(world.ports, wish, world.at(today))).id;
}

type Unnamed<D> = D extends { nodeId: string } ? Omit<D, 'siteId' | 'name' | 'nodeId' | 'exclude'> : never;
async function pool(nodeId: string, numbers: Unnamed<AddressPoolDetails>) {
  const details = { siteId: world.siteId, name: 'numbers', nodeId, exclude: [], ...numbers };
  return value(await createAddressPool(world.ports, details, world.at(today))).id;
}
const range = (first: number, last: number) => [{ first, last }];
const vlans = (nodeId: string) =>
  pool(nodeId, { kind: 'vlan', serviceVlans: range(100, 101), userVlans: range(10, 11) });
const ids = (nodeId: string, last = 3) =>
  pool(nodeId, { kind: 'onu-id', ports: ['0/1/2', '0/1/3'], ids: range(1, last) });
const servicePorts = (nodeId: string) => pool(nodeId, { kind: 'service-port', indexes: range(7, 9) });

async function stored(id: string) {
  const found = await world.ports.store.load(addressPoolAggregate, id);
  if (found === undefined) throw new Error('no pool');
  return found.state;
}

let onus = 0;
function fibre(nodeId: string, line: Partial<Line> = {}): AccessRequest {
  onus += 1;
  return {
    technology: 'gpon',
    siteId: world.siteId,
    username: `onu-${onus}`,
    onuSerial: `HWTC${onus.toString(16).toUpperCase().padStart(8, '0')}`,
    olt: { nodeId, lineProfile: 'home', serviceProfile: 'internet', ...line },
  };
}
const sell = (access: AccessRequest) => world.select({ planId, access });
const sold = async (access: AccessRequest) => value(await sell(access)).service.id;
const refusal = async (access: AccessRequest) => {
  const result = await sell(access);
  return result.ok ? 'done' : [result.refusal.code, result.refusal.pointer];
};
async function line(serviceId: string) {
  const { access } = (await world.service(serviceId)).state;
  if (access.technology !== 'gpon') throw new Error('no fibre');
  const { nodeId: _, lineProfile: __, serviceProfile: ___, ...numbers } = access.olt!;
  return numbers;
}
const holderOf = (kind: string, text: string) => world.ports.store.holder({ kind, value: text });

async function fulfil(serviceId: string, orderId: string, answer: Partial<ObservedState> = {}) {
  const observed = await world.execute(serviceId, orderId, answer);
  await completeOrder(world.ports, { serviceId, orderId }, observed, world.at(today));
}
async function activate(serviceId: string, answer: Partial<ObservedState> = {}) {
  await fulfil(serviceId, await world.ordered(serviceId, { kind: 'activate' }), answer);
}
async function refuse(serviceId: string, orderId: string, answer: Partial<ObservedState>) {
  await world.execute(serviceId, orderId, { outcome: 'refused', reason: 'taken', ...answer });
  const step = {
    step: 'fail' as const,
    serviceId,
    orderId,
    error: 'Edge.Refused',
    cause: 'taken',
    compensated: true,
  };
  await failOrder(world.ports, step, world.at(today));
}

describe('numbers that a binding leaves out', () => {
  it('come from the pools of the OLT, each to one service, and go to the site', async () => {
    const olt = await newOlt();
    const pools = [await vlans(olt), await ids(olt), await servicePorts(olt)];
    const first = await sold(fibre(olt, { port: '0/1/3' }));
    expect(await line(first)).toEqual({
      serviceVlan: 100,
      userVlan: 10,
      port: '0/1/3',
      onuId: 1,
      servicePort: 7,
    });
    const second = await sold(fibre(olt, { port: '0/1/3', serviceVlan: 101 }));
    expect(await line(second)).toMatchObject({ serviceVlan: 101, userVlan: 10, onuId: 2, servicePort: 8 });
    const third = await sold(fibre(olt, { port: '0/1/2', onuId: 3, userVlan: 11 }));
    expect(await line(third)).toMatchObject({ serviceVlan: 100, userVlan: 11, onuId: 3, servicePort: 9 });
    await activate(first);
    expect(lastDesired(world.recorded).desired.access).toMatchObject({ olt: { onuId: 1, servicePort: 7 } });

    expect(await refusal(fibre(olt, { port: '0/1/3', onuId: 2 }))).toEqual([
      'address-pool.address-taken',
      '/access/olt/onuId',
    ]);
    expect(await refusal(fibre(olt, { serviceVlan: 100 }))).toEqual([
      'address-pool.exhausted',
      '/access/olt/userVlan',
    ]);
    expect(await refusal(fibre(olt))).toEqual(['address-pool.exhausted', '/access/olt/servicePort']);
    expect(await refusal(fibre(olt, { servicePort: 50, serviceVlan: 999, userVlan: 9 }))).toBe('done');

    for (const id of [second, third]) await world.ordered(id, { kind: 'terminate' });
    await world.fulfil(first, { kind: 'terminate' });
    expect(await Promise.all(pools.map(async (id) => (await stored(id)).allocated))).toEqual([0, 0, 0]);
    expect(await holderOf('onu-id', `0/1/3:1@${olt}`)).toBeUndefined();
  });

  it('are named by hand where the OLT has no pool', async () => {
    const olt = await newOlt();
    expect(await refusal(fibre(olt))).toEqual(['address-pool.missing', '/access/olt/userVlan']);
    expect(await refusal(fibre(olt, { userVlan: 7 }))).toEqual([
      'address-pool.missing',
      '/access/olt/serviceVlan',
    ]);
    const id = await sold(
      fibre(olt, { port: '0/1/3', serviceVlan: 5, userVlan: 6, onuId: 4, servicePort: 1 }),
    );
    expect(await line(id)).toEqual({ serviceVlan: 5, userVlan: 6, port: '0/1/3', onuId: 4, servicePort: 1 });
    expect(await refusal(fibre(olt, { port: '0/1/3', serviceVlan: 5, userVlan: 7, onuId: 4 }))).toEqual([
      'store.claim-taken',
      '/access/olt/onuId',
    ]);
  });
});

describe('a number that something else has on the device', () => {
  const taken = (olt: string, onuId: number) => ({
    conflicts: [{ nodeId: olt, kind: 'onu-id' as const, value: `0/1/3:${onuId}` }],
  });

  it('is left out by its pool, and the next attempt is made with another', async () => {
    const olt = await newOlt();
    await vlans(olt);
    const pooled = await ids(olt);
    const id = await sold(fibre(olt, { port: '0/1/3' }));
    await refuse(id, await world.ordered(id, { kind: 'activate' }), taken(olt, 1));
    const failed = (await world.service(id)).state;
    expect(failed).toMatchObject({
      state: 'failed',
      failure: { reason: expect.stringContaining('the next attempt is made with other numbers') },
    });
    expect(failed.failure).not.toHaveProperty('access');
    expect(await line(id)).toMatchObject({ onuId: 2 });
    expect(await stored(pooled)).toMatchObject({
      capacity: 5,
      allocated: 1,
      details: { exclude: ['0/1/3:1'] },
    });
    expect(await holderOf('onu-id', `0/1/3:1@${olt}`)).toBeUndefined();
    await activate(id);
    expect(lastDesired(world.recorded).desired.access).toMatchObject({ olt: { onuId: 2 } });
    await world.fulfil(id, { kind: 'terminate' });
    expect(await stored(pooled)).toMatchObject({ capacity: 5, allocated: 0 });
  });

  it('stays with the service where the pool has no other', async () => {
    const olt = await newOlt();
    await vlans(olt);
    const pooled = await ids(olt, 1);
    const id = await sold(fibre(olt, { port: '0/1/3' }));
    await refuse(id, await world.ordered(id, { kind: 'activate' }), taken(olt, 1));
    expect(await line(id)).toMatchObject({ onuId: 1 });
    expect(await stored(pooled)).toMatchObject({ allocated: 1, details: { exclude: [] } });
  });

  it('is left out when a change fails for it, and the service keeps what it had', async () => {
    const olt = await newOlt();
    await vlans(olt);
    const pooled = await ids(olt);
    const id = await sold(fibre(olt, { port: '0/1/2' }));
    await activate(id);
    const access = fibre(olt, { port: '0/1/3' });
    const { orderId } = value(await changeService(world.ports, id, { access }, world.at(today)));
    expect((await stored(pooled)).allocated).toBe(2);
    await refuse(id, orderId, taken(olt, 1));
    expect(await line(id)).toMatchObject({ port: '0/1/2', onuId: 1 });
    expect(await stored(pooled)).toMatchObject({ allocated: 1, details: { exclude: ['0/1/3:1'] } });
  });
});

describe('numbers that the device chose', () => {
  it('are the service’s alone until the device has it elsewhere, or nowhere', async () => {
    const olt = await newOlt();
    await vlans(olt);
    const pooled = await ids(olt);
    const id = await sold(fibre(olt));
    expect(await line(id)).toEqual({ serviceVlan: 100, userVlan: 10 });
    const at = (port: string, onuId: number) => ({ line: { nodeId: olt, port, onuId, servicePort: 77 } });
    await activate(id, at('0/1/3', 1));
    expect((await world.service(id)).state.line).toEqual(at('0/1/3', 1).line);
    expect(await holderOf('onu-id', `0/1/3:1@${olt}`)).toBe(id);
    expect(await holderOf('service-port', `77@${olt}`)).toBe(id);
    expect((await stored(pooled)).allocated).toBe(1);
    const other = await sold(fibre(olt, { port: '0/1/3' }));
    expect(await line(other)).toMatchObject({ onuId: 2 });

    // The same report again changes nothing; one about another place moves the claims.
    const message = lastDesired(world.recorded);
    const again = { serviceId: id, revision: message.desired.revision, outcome: 'already-applied' as const };
    const before = (await world.service(id)).version;
    await report(world.ports, message, { ...again, observedAt: today, steps: [], ...at('0/1/3', 1) });
    expect((await world.service(id)).version).toBe(before);
    await report(world.ports, message, { ...again, observedAt: today, steps: [], ...at('0/1/2', 2) });
    expect(await holderOf('onu-id', `0/1/3:1@${olt}`)).toBeUndefined();
    expect(await holderOf('onu-id', `0/1/2:2@${olt}`)).toBe(id);

    // A number that is another's on the device as well is not taken from it.
    await report(world.ports, message, { ...again, observedAt: today, steps: [], ...at('0/1/3', 2) });
    expect((await world.service(id)).state.line).toEqual({ nodeId: olt, port: '0/1/3', servicePort: 77 });
    expect(await holderOf('onu-id', `0/1/3:2@${olt}`)).toBe(other);

    await world.fulfil(id, { kind: 'suspend', reason: 'requested' });
    expect(await holderOf('service-port', `77@${olt}`)).toBe(id);
    await world.fulfil(id, { kind: 'terminate' });
    expect((await world.service(id)).state).not.toHaveProperty('line');
    expect(await holderOf('service-port', `77@${olt}`)).toBeUndefined();
    expect((await stored(pooled)).allocated).toBe(1);
  });

  it('stay when a later binding names the port', async () => {
    const olt = await newOlt();
    await vlans(olt);
    await ids(olt);
    const wished = fibre(olt);
    const id = await sold(wished);
    await activate(id, { line: { nodeId: olt, port: '0/1/3', onuId: 3 } });
    const access = { ...wished, olt: { ...(wished as { olt: Line }).olt, port: '0/1/3' } } as AccessRequest;
    const { orderId } = value(await changeService(world.ports, id, { access }, world.at(today)));
    await fulfil(id, orderId, { line: { nodeId: olt, port: '0/1/3', onuId: 3 } });
    expect(await line(id)).toEqual({ serviceVlan: 100, userVlan: 10, port: '0/1/3', onuId: 3 });
    await world.fulfil(id, { kind: 'terminate' });
    expect(await holderOf('onu-id', `0/1/3:3@${olt}`)).toBeUndefined();
  });
});

it('a pool of numbers needs an OLT of its site', async () => {
  const make = (nodeId: string) =>
    createAddressPool(
      world.ports,
      { kind: 'service-port', siteId: world.siteId, name: 'p', nodeId, indexes: range(1, 2), exclude: [] },
      world.at(today),
    );
  expect(code(await make(`nod_${'0'.repeat(26)}`))).toBe('reference.access-node-unknown');
  const olt = await newOlt();
  expect(code(await make(olt))).toBe('done');
  expect(code(await make(olt))).toBe('address-pool.overlaps');
});
