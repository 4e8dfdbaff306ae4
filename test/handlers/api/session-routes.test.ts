import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountingRecord } from '../../../functions/contracts/edge/messages.ts';
import { routes as services } from '../../../functions/handlers/api/services.ts';
import { routes as sessions } from '../../../functions/handlers/api/sessions.ts';
import { routes as sites } from '../../../functions/handlers/api/sites.ts';
import { indexSearch } from '../../../functions/use-cases/index-search.ts';
import { type Call, makeApi } from '../../api.ts';
import { makeWorld, today, type World } from '../../use-cases/service-world.ts';

let world: World;
let call: Call;
let nodeId: string;
let serviceId: string;
beforeAll(async () => {
  world = await makeWorld();
  call = makeApi([...services, ...sites, ...sessions], world.ports);
  const node = await call('POST', '/access-nodes', {
    body: {
      siteId: world.siteId,
      kind: 'nas',
      driver: 'radius-nas',
      name: 'Hill BRAS',
      address: '10.0.0.1',
      credentials: { secret: 'a shared secret' },
    },
  });
  nodeId = node.body.id;
  serviceId = await world.active('ada');
});
afterAll(() => world.stop());

let sequence = 0;
const say = (...records: (Partial<AccountingRecord> & Pick<AccountingRecord, 'kind' | 'sessionId'>)[]) =>
  world.ports.sessions.record({
    siteId: world.siteId,
    epoch: 'e1',
    records: records.map((record) => ({
      sequence: ++sequence,
      username: 'ada',
      nodeId,
      receivedAt: today,
      sessionSeconds: 0,
      uploadOctets: 0,
      downloadOctets: 0,
      ...record,
    })),
  });

test('who is online where, since when and how much, with whose it is', async () => {
  await say(
    {
      kind: 'interim',
      sessionId: 's1',
      serviceId,
      technology: 'pppoe',
      framedIp: '10.9.0.7',
      framedIpv6Prefix: '2001:db8:0:7::/64',
      delegatedIpv6Prefix: '2001:db8:700::/56',
      callingStationId: '00:1A:2B:3C:4D:5E',
      sessionSeconds: 60,
      uploadOctets: 5_000_000_000,
      downloadOctets: 70_000_000_000,
    },
    { kind: 'start', sessionId: 's2', username: 'a stranger', technology: 'hotspot' },
  );
  const expected = {
    sessionId: 's1',
    serviceId,
    subscriberId: world.subscriberId,
    subscriberName: 'Ada Upland',
    subscriberNumber: expect.stringMatching(/^\d{8}$/),
    siteId: world.siteId,
    nodeId,
    username: 'ada',
    technology: 'pppoe',
    source: 'accounting',
    framedIp: '10.9.0.7',
    framedIpv6Prefix: '2001:db8:0:7::/64',
    delegatedIpv6Prefix: '2001:db8:700::/56',
    callingStationId: '00:1A:2B:3C:4D:5E',
    startedAt: new Date(Date.parse(today) - 60_000).toISOString(),
    updatedAt: today,
    seconds: 60,
    uploadOctets: 5_000_000_000,
    downloadOctets: 70_000_000_000,
  };
  for (const query of [
    `nodeId=${nodeId}&technology=pppoe`,
    `siteId=${world.siteId}&technology=pppoe`,
    'technology=pppoe',
    `subscriberId=${world.subscriberId}`,
    `subscriberId=${world.subscriberId}&q=10.9.`,
    'q=10.9.0.7',
    'q=001a.2b3c.4d5e',
    'q=ADA',
    'q=2001:db8:700::/56',
  ]) {
    const { status, body } = await call('GET', `/sessions?${query}`);
    expect({ status, body }, query).toEqual({ status: 200, body: { items: [expected] } });
  }
  const all = await call('GET', `/sessions?siteId=${world.siteId}`);
  expect(all.body.items.map(({ username }: { username: string }) => username)).toEqual(['a stranger', 'ada']);
  const stranger = all.body.items[0];
  expect(stranger).not.toHaveProperty('serviceId');
  for (const member of ['subscriberId', 'subscriberName']) expect(stranger).not.toHaveProperty(member);
  expect((await call('GET', '/sessions?q=a%20stranger')).body.items).toEqual([stranger]);
  expect((await call('GET', `/sites/${world.siteId}/online`)).body).toMatchObject({
    online: 2,
    nodes: [{ nodeId, name: 'Hill BRAS', online: 2 }],
  });
});

test('a subscriber is found by the beginning of a name, and with it the session', async () => {
  for (const event of await world.ports.store.history('subscriber', world.subscriberId)) {
    await indexSearch(world.ports, event);
  }
  const found = await call('GET', '/sessions?q=upla');
  expect(found.body.items).toMatchObject([{ sessionId: 's1', subscriberId: world.subscriberId }]);
});

test('pages go on where they ended', async () => {
  const first = await call('GET', `/sessions?siteId=${world.siteId}&limit=1`);
  expect(first.body.items).toHaveLength(1);
  const cursor = encodeURIComponent(first.body.nextCursor!);
  const second = await call('GET', `/sessions?siteId=${world.siteId}&limit=1&cursor=${cursor}`);
  expect(second.body.items).toMatchObject([{ sessionId: 's1' }]);
  expect(second.body).not.toHaveProperty('nextCursor');
});

test('an end says by which rule, and what that means', async () => {
  await say(
    {
      kind: 'stop',
      sessionId: 's1',
      serviceId,
      sessionSeconds: 60,
      terminateCause: 'Lost-Carrier',
      closedBy: 'silence',
    },
    { kind: 'stop', sessionId: 's2', username: 'a stranger', terminateCause: 'User-Request' },
  );
  expect((await call('GET', `/sessions?siteId=${world.siteId}`)).body.items).toEqual([]);
  const ended = await call('GET', `/sessions?siteId=${world.siteId}&state=ended`);
  expect(ended.body.items).toMatchObject([
    { sessionId: 's2', terminateCause: 'User-Request', endMeans: 'The subscriber ended the session.' },
    {
      sessionId: 's1',
      terminateCause: 'Lost-Carrier',
      closedBy: 'silence',
      endMeans: expect.stringContaining('three times its interim interval'),
    },
  ]);
  expect(ended.body.items[0]).not.toHaveProperty('closedBy');
  expect((await call('GET', `/services/${serviceId}`)).body.session).toMatchObject({
    closedBy: 'silence',
    endMeans: expect.stringContaining('took it for lost'),
  });
});

test('what is not there is refused by name', async () => {
  const nobody = '01k9xq3v7n5e2r8t4w6y0a1b2c';
  for (const [query, code] of [
    [`siteId=sit_${nobody}`, 'site.unknown'],
    [`nodeId=nod_${nobody}`, 'access-node.unknown'],
    [`subscriberId=sub_${nobody}`, 'subscriber.unknown'],
  ] as const) {
    const { status, body } = await call('GET', `/sessions?${query}`);
    expect([status, body.code]).toEqual([404, code]);
  }
  expect((await call('GET', '/sessions?cursor=nonsense')).status).toBe(400);
  expect((await call('GET', `/sites/sit_${nobody}/online`)).status).toBe(404);
});
