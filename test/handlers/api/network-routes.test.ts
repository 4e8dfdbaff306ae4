import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountingRecord } from '../../../functions/contracts/edge/messages.ts';
import { routes as addressPools } from '../../../functions/handlers/api/address-pools.ts';
import { routes as network } from '../../../functions/handlers/api/network.ts';
import { routes as services } from '../../../functions/handlers/api/services.ts';
import { routes as sessions } from '../../../functions/handlers/api/sessions.ts';
import { routes as sites } from '../../../functions/handlers/api/sites.ts';
import type { Ports } from '../../../functions/ports/ports.ts';
import { takeLookAnswer } from '../../../functions/use-cases/ask-site.ts';
import { recordHealth } from '../../../functions/use-cases/record-health.ts';
import { recordSiteStatus } from '../../../functions/use-cases/record-site-status.ts';
import { type Call, makeApi } from '../../api.ts';
import { createFibrePlan, makeWorld, today, value, type World } from '../../use-cases/service-world.ts';

const serial = 'HWTC0000A001';
let world: World;
let call: Call;
let elsewhere: string;
let nas: string;
let olt: string;
let mute: string;
beforeAll(async () => {
  world = await makeWorld();
  const ports: Ports = {
    ...world.ports,
    edgeLink: {
      ...world.ports.edgeLink,
      async sendLook(siteId, { messageId, subject }) {
        const finding =
          'nodeId' in subject && subject.nodeId === olt
            ? {
                of: 'unconfigured-onus' as const,
                onus: [serial, 'HWTC0000A002'].map((one) => ({
                  serial: one,
                  port: '0/1/3',
                  state: 'unconfigured' as const,
                })),
              }
            : { of: 'nothing' as const, why: 'unreachable' as const, words: 'no answer within 5 s' };
        await takeLookAnswer(world.ports, { siteId, inReplyTo: messageId, at: today, finding });
      },
    },
  };
  call = makeApi([...services, ...sites, ...sessions, ...addressPools, ...network], ports);
  elsewhere = (await call('POST', '/sites', { body: { name: 'Dale', timeZone: 'UTC' } })).body.id;
  nas = await node('nas', 'radius-nas', '10.0.0.1', { secret: 'of the lab' });
  olt = await node('olt', 'vsol-v1600g', '10.0.0.2', { community: 'of the lab' });
  mute = await node('olt', 'huawei-ma5800', '10.0.0.3', { community: 'of the lab' }, elsewhere);
  for (const siteId of [world.siteId, elsewhere]) {
    const status = { siteId, state: 'online' as const, agentVersion: '1', at: today };
    value(await recordSiteStatus(world.ports, status, world.at(today)));
  }
});
afterAll(() => world.stop());

async function node(
  kind: string,
  driver: string,
  address: string,
  credentials: object,
  siteId = world.siteId,
): Promise<string> {
  const made = await call('POST', '/access-nodes', { body: { siteId, kind, driver, address, credentials } });
  return made.body.id;
}

const idsOf = async (query: string): Promise<string[]> =>
  (await call('GET', `/access-nodes?${query}`)).body.items.map(({ id }) => id);

test('nodes of all sites are found by what they are and how they do', async () => {
  const does = { errors: 0, requestsPerMinute: 12 };
  await recordHealth(
    world.ports,
    {
      siteId: world.siteId,
      at: today,
      nodes: [
        { nodeId: nas, state: 'usable', reachable: true, ...does },
        { nodeId: olt, state: 'usable', reachable: false, ...does, errors: 3 },
      ],
      refusedLogins: [],
    },
    world.at(today),
  );
  expect(await idsOf('')).toEqual([nas, olt, mute]);
  for (const [query, ids] of [
    [`siteId=${world.siteId}`, [nas, olt]],
    ['kind=olt', [olt, mute]],
    ['driver=huawei-ma5800', [mute]],
    ['state=usable', [nas]],
    ['state=unreachable', [olt]],
    ['state=unheard', [mute]],
    ['state=unusable', []],
    ['errors=true', [olt]],
    [`errors=true&siteId=${elsewhere}`, []],
  ] as const) {
    expect(await idsOf(query), query).toEqual(ids);
  }
  expect((await call('GET', '/access-nodes?state=well')).status).toBe(400);
});

test('ONUs that wait are told OLT by OLT, with the service that was sold with them', async () => {
  const planId = await createFibrePlan(world);
  const sold = value(
    await world.select({
      planId,
      access: { technology: 'gpon', siteId: world.siteId, username: 'waits', onuSerial: serial },
    }),
  );
  const { body } = await call('GET', '/network/onus');
  expect(body).toEqual({
    items: [
      {
        nodeId: olt,
        name: 'olt 10.0.0.2',
        siteId: world.siteId,
        seenAt: today,
        onus: [
          {
            serial,
            port: '0/1/3',
            state: 'unconfigured',
            service: {
              serviceId: sold.service.id,
              subscriberId: world.subscriberId,
              state: 'selected',
            },
          },
          { serial: 'HWTC0000A002', port: '0/1/3', state: 'unconfigured' },
        ],
      },
      {
        nodeId: mute,
        name: 'olt 10.0.0.3',
        siteId: elsewhere,
        problem: expect.stringContaining('no answer within 5 s'),
        onus: [],
      },
    ],
  });
  const first = await call('GET', '/network/onus?limit=1');
  expect(first.body.items).toMatchObject([{ nodeId: olt }]);
  const second = await call('GET', `/network/onus?limit=1&cursor=${first.body.nextCursor}`);
  expect(second.body.items).toMatchObject([{ nodeId: mute }]);
  expect((await call('GET', `/network/onus?siteId=${elsewhere}`)).body.items).toHaveLength(1);
  expect((await call('GET', '/network/onus?limit=21')).status).toBe(400);
});

test('drift is sifted by technology, by what differs and by since when', async () => {
  const serviceId = await world.selected('drifts');
  await world.execute(serviceId, await world.ordered(serviceId, { kind: 'activate' }), {
    outcome: 'drifted',
    reason: 'another queue',
    observedAt: today,
    differences: [
      { nodeId: nas, what: 'queue of drifts: max-limit', desired: '10M/50M', observed: '100M/100M' },
    ],
  });
  const [before, after] = ['2026-03-01T09:00:00.000Z', '2026-03-01T10:00:00.000Z'];
  for (const [query, isThere] of [
    ['', true],
    ['technology=pppoe', true],
    ['technology=gpon', false],
    ['difference=MAX-limit', true],
    ['difference=address', false],
    [`since=${before}`, true],
    [`since=${after}`, false],
    [`technology=pppoe&difference=queue&since=${before}&status=drifted`, true],
  ] as const) {
    const { items } = (await call('GET', `/network/drift?${query}`)).body;
    expect(
      items.some(({ id }) => id === serviceId),
      query,
    ).toBe(isThere);
  }
});

describe('who had an address', () => {
  let sequence = 0;
  const say = (record: Partial<AccountingRecord> & Pick<AccountingRecord, 'kind' | 'sessionId'>) =>
    world.ports.sessions.record({
      siteId: world.siteId,
      epoch: 'e1',
      records: [
        {
          sequence: ++sequence,
          username: record.sessionId,
          nodeId: nas,
          receivedAt: today,
          sessionSeconds: 0,
          uploadOctets: 0,
          downloadOctets: 0,
          ...record,
        },
      ],
    });
  const use = async (address: string, at?: string) =>
    (await call('GET', `/network/addresses?address=${address}${at === undefined ? '' : `&at=${at}`}`)).body;

  test('of a NAS’s own pool is told by the sessions of that instant', async () => {
    const framedIp = '203.0.113.7';
    const serviceId = await world.active('night');
    await say({
      kind: 'start',
      sessionId: 'night',
      serviceId,
      framedIp,
      receivedAt: '2026-03-01T01:00:00.000Z',
    });
    await say({
      kind: 'stop',
      sessionId: 'night',
      serviceId,
      framedIp,
      sessionSeconds: 7200,
      receivedAt: '2026-03-01T03:00:00.000Z',
    });
    await say({ kind: 'start', sessionId: 'day', framedIp, receivedAt: '2026-03-01T03:10:00.000Z' });
    const at = async (time: string) => (await use(framedIp, `2026-03-01T${time}.000Z`)).sessions;
    expect(await at('02:14:00')).toMatchObject([
      {
        value: framedIp,
        username: 'night',
        serviceId,
        subscriberId: world.subscriberId,
        since: '2026-03-01T01:00:00.000Z',
        until: '2026-03-01T03:00:00.000Z',
      },
    ]);
    expect(await at('00:59:59')).toEqual([]);
    // It ends with its last instant, and the next begins with its first.
    expect(await at('03:00:00')).toEqual([]);
    expect(await at('03:10:00')).toMatchObject([{ sessionId: 'day' }]);
    const now = await use(framedIp);
    expect(now).toMatchObject({ isWhole: true, assigned: [], sessions: [{ sessionId: 'day' }] });
    expect(now.sessions[0]).not.toHaveProperty('until');
  });

  test('of IPv6 is told by the prefix around it', async () => {
    await say({ kind: 'start', sessionId: 'six', delegatedIpv6Prefix: '2001:db8:700::/56' });
    expect((await use('2001:DB8:700:ff::1')).sessions).toMatchObject([
      { sessionId: 'six', value: '2001:db8:700::/56' },
    ]);
    expect((await use('2001:db8:701::1')).sessions).toEqual([]);
  });

  test('that belonged to a service is told whether it was online or not', async () => {
    const wish = { siteId: world.siteId, name: 'Fixed', kind: 'ipv4', cidr: '198.51.100.0/24' };
    await call('POST', '/address-pools', { body: wish });
    const sold = value(await world.select({ access: world.access('fixed', { framedIp: '198.51.100.9' }) }));
    const { assigned } = await use('198.51.100.9', today);
    expect(assigned).toEqual([
      {
        value: '198.51.100.9',
        siteId: world.siteId,
        serviceId: sold.service.id,
        subscriberId: world.subscriberId,
        since: today,
      },
    ]);
    await world.ordered(sold.service.id, { kind: 'terminate' });
    expect((await use('198.51.100.9', '2026-03-01T09:29:59.999Z')).assigned).toEqual([]);
    expect((await use('198.51.100.10', today)).assigned).toEqual([]);
  });

  test('is asked of an address', async () => {
    for (const address of ['', '203.0.113', '10.0.0.0/8', 'nobody']) {
      const { status, body } = await call('GET', `/network/addresses?address=${address}`);
      expect([status, body.code], address).toEqual([400, 'request.query-invalid']);
    }
  });

  test('since when somebody is online sifts sessions', async () => {
    const ids = async (since: string) =>
      (await call('GET', `/sessions?state=all&since=${since}`)).body.items.map(
        ({ sessionId }: { sessionId: string }) => sessionId,
      );
    expect(await ids('2026-03-01T03:10:00.000Z')).toEqual(['six', 'day']);
    expect(await ids('2026-03-01T01:00:00.000Z')).toEqual(['six', 'day', 'night']);
    expect(await ids('2026-03-02T00:00:00.000Z')).toEqual([]);
  });
});
