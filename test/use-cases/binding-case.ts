import { afterAll, beforeAll } from 'vitest';
import type { AccessRequest } from '../../functions/contracts/access.ts';
import { createAccessNode } from '../../functions/use-cases/create-access-node.ts';
import { failOrder } from '../../functions/use-cases/fail-order.ts';
import { createFibrePlan, makeWorld, today, value, type World } from './service-world.ts';

export let world: World;
let planId: string;
export let olt: string;
export let core: string;
export let router: string;

/** Before all tests there is a site with an OLT, an LTE core and a router, and a plan that is delivered by each of them. */
export function aWorldOfDevices(): void {
  beforeAll(async () => {
    world = await makeWorld();
    planId = await createFibrePlan(world, ['pppoe', 'gpon', 'lte']);
    olt = await node('olt', '10.9.0.1');
    core = await node('lte-core', '10.9.0.2');
    router = await node('nas', '10.9.0.3');
  });
  afterAll(() => world.stop());
}

const devices = {
  olt: { driver: 'vsol-v1600g', credentials: { community: 'of the lab' } },
  'lte-core': { driver: 'pyhss', credentials: {} },
  nas: { driver: 'radius-nas', credentials: { secret: 'of the lab' } },
} as const;

export async function node(kind: 'olt' | 'lte-core' | 'nas', address: string, siteId = world.siteId) {
  const wish = { siteId, kind, ...devices[kind], address, settings: {} };
  return value(await createAccessNode(world.ports, wish, world.at(today))).id;
}

export const sell = (access: AccessRequest) => world.select({ planId, access });

export const keys = { ki: '0'.repeat(32), opc: 'f'.repeat(32) };
export function sim(
  n: number,
  more: Partial<Extract<AccessRequest, { technology: 'lte' }>> = {},
): AccessRequest {
  const imsi = `00101${String(n).padStart(10, '0')}`;
  return {
    technology: 'lte',
    siteId: world.siteId,
    imsi,
    core: { nodeId: core, apn: 'internet' },
    ...keys,
    ...more,
  };
}

export async function fail(order: { serviceId: string; orderId: string }) {
  await failOrder(
    world.ports,
    { step: 'fail', ...order, error: 'Edge.Refused', cause: 'no', compensated: false },
    world.at(today),
  );
}
