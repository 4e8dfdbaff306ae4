import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountingRecord } from '../../functions/contracts/edge/messages.ts';
import { sessionEffect } from '../../functions/domain/network/session-effect.ts';
import { changeService } from '../../functions/use-cases/change-service.ts';
import { createAccessNode } from '../../functions/use-cases/create-access-node.ts';
import { createAddressPool } from '../../functions/use-cases/create-address-pool.ts';
import { previewCommand, type SupposedCommand } from '../../functions/use-cases/preview-command.ts';
import type { When } from '../../functions/use-cases/schedule-action.ts';
import { code, makeWorld, today, value, type World } from './service-world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
  const pool = {
    kind: 'ipv4' as const,
    siteId: world.siteId,
    name: 'Hill',
    cidr: '10.5.0.0/24',
    exclude: [],
  };
  value(await createAddressPool(world.ports, pool, world.at(today)));
});
afterAll(() => world.stop());

let nodes = 0;
async function node(driver: string, settings = {}, credentials: Record<string, string> = {}) {
  const address = `10.4.0.${++nodes}`;
  const wish = { siteId: world.siteId, kind: 'nas' as const, driver, address, settings, credentials };
  return value(await createAccessNode(world.ports, wish, world.at(today))).id;
}
const router = (settings = {}, more = {}) =>
  node('mikrotik-routeros-api', { tls: false, ...settings }, { username: 'u', password: 'p', ...more });

let sequence = 0;
async function online(serviceId: string, nodeId: string, more: Partial<AccountingRecord> = {}) {
  const sessionId = `s${++sequence}`;
  await world.ports.sessions.record({
    siteId: world.siteId,
    epoch: 'e1',
    records: [
      {
        sequence,
        kind: 'start',
        sessionId,
        serviceId,
        nodeId,
        username: serviceId,
        receivedAt: today,
        sessionSeconds: 0,
        uploadOctets: 0,
        downloadOctets: 0,
        ...more,
      },
    ],
  });
  return sessionId;
}

const preview = (serviceId: string, wish: SupposedCommand) =>
  previewCommand(world.ports, serviceId, wish, world.at(today));
const faster = { kind: 'change', when: 'now', planId: '' } as const;

describe('a faster plan', () => {
  it('cuts nobody where the node changes live rates, and says whom it cuts where it does not', async () => {
    const coa = { secret: 'of the lab' };
    for (const [name, nodeId, keeps] of [
      ['by CoA', await node('mikrotik-routeros', {}, coa), true],
      ['no CoA', await node('radius-nas', {}, coa), false],
      ['api', await router(), false],
      ['api with CoA', await router({ coaPort: 3799 }, coa), true],
      ['api with half of it', await router({ coaPort: 3799 }), false],
    ] as const) {
      const serviceId = await world.active(name.replaceAll(' ', '-'));
      const sessionId = await online(serviceId, nodeId);
      const { sessions, cut } = value(await preview(serviceId, { ...faster, planId: world.fastPlanId }));
      expect({ name, sessions, cut: cut.map((one) => one.sessionId) }).toEqual({
        name,
        sessions: 1,
        cut: keeps ? [] : [sessionId],
      });
    }
  });

  it('goes into the queue of a router that keeps a fixed address itself', async () => {
    const nodeId = await router();
    for (const [username, framedIp, source, keeps] of [
      ['fixed', '10.5.0.7', 'device', true],
      ['fixed-accounted', '10.5.0.8', 'accounting', false],
      ['floating', undefined, 'device', false],
    ] as const) {
      const access = world.access(username, { router: { nodeId }, ...(framedIp && { framedIp }) });
      const { service } = value(await world.select({ access }));
      await world.fulfil(service.id, { kind: 'activate' });
      await online(service.id, nodeId, { source });
      const { cut } = value(await preview(service.id, { ...faster, planId: world.fastPlanId }));
      expect([username, cut.length]).toEqual([username, keeps ? 0 : 1]);
    }
  });
});

describe('a change of access', () => {
  it('is foreseen with what it takes and whom it cuts, and takes nothing', async () => {
    const nodeId = await node('mikrotik-routeros', {}, { secret: 'of the lab' });
    const serviceId = await world.active('moves');
    const sessionId = await online(serviceId, nodeId);
    const before = await world.service(serviceId);
    const access = world.access('moved', { framedIp: '10.5.0.20' });
    const seen = value(await preview(serviceId, { kind: 'change', when: 'now', access }));
    expect(seen).toMatchObject({ sessions: 1, cut: [{ sessionId }], becomes: { state: 'active' } });
    expect(Number(seen.due.amount)).toBe(0);
    expect(await world.service(serviceId)).toEqual(before);
    const claim = { kind: 'aaa-identity', value: 'moved' };
    expect(await world.ports.store.holder(claim)).toBeUndefined();
    expect(code(await changeService(world.ports, serviceId, { access }, world.at(today)))).toBe('done');
  });

  it('is refused for what the order itself would be refused for', async () => {
    const serviceId = await world.active('stays');
    await world.active('taken');
    const wish = (access: ReturnType<World['access']>, when: When = 'now') =>
      preview(serviceId, { kind: 'change', when, access });
    expect(await wish(world.access('taken'))).toMatchObject({
      refusal: { code: 'store.claim-taken', pointer: '/access/username' },
    });
    expect(code(await wish(world.access('later'), { on: '2026-05-01' }))).toBe('service.access-at-once');
    const nowhere = { router: { nodeId: `nod_${'0'.repeat(26)}` } };
    expect(code(await wish(world.access('nowhere', nowhere)))).toBe('reference.access-node-unknown');
  });
});

it('an effect is told by what a session is given', () => {
  const access = { technology: 'pppoe', siteId: 'sit_1', username: 'ada' } as const;
  const profile = { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 };
  const held = { siteId: 'sit_1', present: true, entitlement: 'full', access, profile } as const;
  const slow = { ...profile, downKbps: 1000 };
  expect(sessionEffect(held, held)).toBe('nothing');
  expect(sessionEffect(held, { ...held, profile: { ...profile, interimSeconds: 60 } })).toBe('nothing');
  expect(sessionEffect(held, { ...held, access: { ...access, callingStationId: '00:00:00:00:00:01' } })).toBe(
    'nothing',
  );
  expect(sessionEffect(held, { ...held, entitlement: 'throttled', profile: slow })).toBe('rate');
  expect(sessionEffect(held, { ...held, entitlement: 'walled-garden' })).toBe('garden');
  expect(sessionEffect(held, { ...held, profile: { ...profile, addressPool: 'b' } })).toBe('login');
  expect(sessionEffect(held, { ...held, access: { ...access, username: 'bob' } })).toBe('login');
  expect(sessionEffect(held, { ...held, entitlement: 'blocked' })).toBe('end');
  expect(sessionEffect(held, { ...held, present: false })).toBe('end');
});
