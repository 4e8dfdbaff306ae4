import { afterAll, beforeAll, expect, test } from 'vitest';
import { basePath } from '../../../functions/contracts/base-path.ts';
import { routes as network } from '../../../functions/handlers/api/network.ts';
import { routes as orders } from '../../../functions/handlers/api/orders.ts';
import { routes as services } from '../../../functions/handlers/api/services.ts';
import { routes as sitePlaces } from '../../../functions/handlers/api/site-places.ts';
import { apiHandler } from '../../../functions/runtime/api/handler.ts';
import { changeSite } from '../../../functions/use-cases/change-site.ts';
import { createSite } from '../../../functions/use-cases/create-site.ts';
import { indexSearch } from '../../../functions/use-cases/index-search.ts';
import { contextAt } from '../../ports.ts';
import { makeWorld, today, type World } from '../../use-cases/service-world.ts';

let world: World;
let api: ReturnType<typeof apiHandler>;
beforeAll(async () => {
  world = await makeWorld();
  api = apiHandler({
    routes: [...services, ...orders, ...network, ...sitePlaces],
    ports: world.ports,
    checkAnswers: true,
  });
});
afterAll(() => world.stop());

async function ask(
  route: string,
  id: string | undefined,
  more: { body?: unknown; query?: string; headers?: Record<string, string>; role?: string } = {},
) {
  const [method, pattern = ''] = route.split(' ');
  const answer = await api(
    {
      routeKey: `${method} ${basePath}${pattern}`,
      rawPath: `${basePath}${pattern.replace('{id}', id ?? '')}`,
      rawQueryString: more.query ?? '',
      headers: { 'content-type': 'application/json', ...more.headers },
      ...(id === undefined ? {} : { pathParameters: { id } }),
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
      requestContext: {
        requestId: 'r',
        authorizer: { jwt: { claims: { sub: 'ada', 'cognito:groups': `[${more.role ?? 'admin'}]` } } },
      },
    },
    {} as Parameters<typeof api>[1],
  );
  return {
    status: answer.statusCode,
    etag: answer.headers['etag'],
    body: JSON.parse(answer.body ?? '{}') as Record<string, unknown>,
  };
}

const wish = (username: string) => ({
  planId: world.planId,
  addOns: [world.addOnId],
  equipment: [{ equipmentModelId: world.routerId, serial: `${username}-1` }],
  access: { technology: 'pppoe', siteId: world.siteId, username },
});

async function select(username: string): Promise<string> {
  const selected = await ask('POST /subscribers/{id}/services', world.subscriberId, { body: wish(username) });
  return String(selected.body['id']);
}

test('a selection answers the service, once with the password it made, and the same for a repeat of its key', async () => {
  const headers = { 'idempotency-key': 'select-ada' };
  const first = await ask('POST /subscribers/{id}/services', world.subscriberId, {
    body: wish('ada'),
    headers,
  });
  expect(first).toMatchObject({
    status: 201,
    etag: '"1"',
    body: {
      state: 'selected',
      entitlement: 'blocked',
      plan: { name: 'Home 50', terms: { price: { amount: '49.90', currency: 'USD' } } },
      network: { status: 'in-sync', revision: 0, observedRevision: 0 },
      password: expect.stringMatching(/^\w{16}$/),
    },
  });
  const again = await ask('POST /subscribers/{id}/services', world.subscriberId, {
    body: wish('ada'),
    headers,
  });
  expect(again).toMatchObject({ status: 201, body: first.body });
  const read = await ask('GET /services/{id}', String(first.body['id']));
  const { password: _, ...shown } = first.body;
  expect(read).toMatchObject({ status: 200, etag: '"1"', body: shown });
  expect(read.body).not.toHaveProperty('password');
});

test('an order answers 202 with its id, a second one 409 by the name of the first', async () => {
  const serviceId = await select('bo');
  const ordered = await ask('POST /services/{id}/activate', serviceId);
  expect(ordered.status).toBe(202);
  const orderId = String(ordered.body['orderId']);
  const second = await ask('POST /services/{id}/terminate', serviceId, { body: {} });
  expect(second).toMatchObject({ status: 409, body: { code: 'service.order-in-progress' } });
  expect(second.body['detail']).toContain(orderId);
  expect((await ask('GET /orders/{id}', orderId)).body).toMatchObject({
    id: orderId,
    serviceId,
    kind: 'activate',
    state: 'requested',
    requestedBy: { id: 'ada' },
    steps: [{ name: 'requested', ok: true }],
  });
  const listed = await ask('GET /orders', undefined, { query: `serviceId=${serviceId}` });
  expect(listed.body['items']).toMatchObject([{ id: orderId }]);
});

test('what runs on the network is shown with its proof, its session, its order and its failure', async () => {
  const serviceId = await select('cy');
  await world.fulfil(serviceId, { kind: 'activate' });
  await world.ports.sessions.record({
    siteId: world.siteId,
    epoch: 'e1',
    records: [
      {
        sequence: 1,
        kind: 'start',
        serviceId,
        username: 'cy',
        sessionId: 's1',
        receivedAt: today,
        sessionSeconds: 0,
        uploadOctets: 0,
        downloadOctets: 0,
        framedIp: '10.0.0.7',
      },
    ],
  });
  await ask('POST /services/{id}/suspend', serviceId);
  const { body } = await ask('GET /services/{id}', serviceId);
  expect(body).toMatchObject({
    state: 'active',
    entitlement: 'full',
    network: { status: 'in-sync', revision: 1, observedRevision: 1, provenAt: today },
    session: { sessionId: 's1', framedIp: '10.0.0.7' },
    order: { kind: 'suspend' },
    activatedAt: expect.any(String),
  });
  expect((await ask('GET /services/{id}/sessions', serviceId)).body['items']).toMatchObject([
    { sessionId: 's1' },
  ]);
  const records = await ask('GET /sites/{id}/accounting-records', world.siteId);
  expect(records.body['items']).toMatchObject([{ sequence: 1, epoch: 'e1', serviceId }]);
});

test('lists sift by subscriber, site and state; drift shows what is not proven', async () => {
  const serviceId = await select('di');
  await world.execute(serviceId, await world.ordered(serviceId, { kind: 'activate' }), {
    outcome: 'refused',
    reason: 'no such pool',
  });
  const ids = async (query: string) => {
    const { body } = await ask('GET /services', undefined, { query });
    return (body['items'] as { id: string }[]).map(({ id }) => id);
  };
  expect(await ids(`subscriberId=${world.subscriberId}&state=provisioning`)).toContain(serviceId);
  expect(await ids(`siteId=${world.siteId}&state=suspended`)).toEqual([]);
  expect(await ids('subscriberId=sub_01k9xq3v7n5e2r8t4w6y000001')).toEqual([]);
  const oldest = await ids('');
  const newest = await ids('order=newest');
  expect(newest).toEqual(oldest.toReversed());
  expect(await ids(`order=newest&limit=2&cursor=${newest[0]}`)).toEqual(newest.slice(1, 3));
  expect((await ask('GET /services', undefined, { query: 'order=best' })).status).toBe(400);

  await indexSearch(world.ports, { aggregateType: 'subscriber', aggregateId: world.subscriberId });
  await indexSearch(world.ports, { aggregateType: 'service', aggregateId: serviceId });
  const { body: found } = await ask('GET /services', undefined, { query: 'q=ada+upl' });
  expect(found['items']).toContainEqual(
    expect.objectContaining({ id: serviceId, subscriberName: 'Ada Upland' }),
  );
  expect(await ids('q=di')).toContain(serviceId);
  expect(await ids('q=ada&state=suspended')).toEqual([]);
  expect(await ids('q=ada&limit=1')).toHaveLength(1);
  expect(await ids('q=nobody')).toEqual([]);
  const drift = await ask('GET /network/drift', undefined, { query: `siteId=${world.siteId}` });
  expect(drift.body['items']).toContainEqual(
    expect.objectContaining({
      id: serviceId,
      network: expect.objectContaining({ status: 'drifted', detail: 'no such pool' }),
    }),
  );
});

test('a comparison is asked of the site', async () => {
  const asked = await ask('POST /sites/{id}/compare', world.siteId, { body: { depth: 'devices' } });
  expect(asked.status).toBe(202);
  expect(world.recorded.edge.at(-1)).toMatchObject({
    call: 'sendCompare',
    args: [world.siteId, { comparisonId: asked.body['comparisonId'], depth: 'devices' }],
  });
  const nowhere = 'sit_01k9xq3v7n5e2r8t4w6y000009';
  expect(await ask('POST /sites/{id}/compare', nowhere)).toMatchObject({ status: 404 });
});

test('a change answers its order, and a password that it had to make', async () => {
  const mac = '00:1A:2B:3C:4D:5E';
  const { body } = await ask('POST /subscribers/{id}/services', world.subscriberId, {
    body: { planId: world.planId, access: { technology: 'ipoe', siteId: world.siteId, mac } },
  });
  expect(body).not.toHaveProperty('password');
  const serviceId = String(body['id']);
  await world.fulfil(serviceId, { kind: 'activate' });
  const changed = await ask('POST /services/{id}/change', serviceId, {
    body: {
      planId: world.fastPlanId,
      access: { technology: 'pppoe', siteId: world.siteId, username: 'eve' },
    },
  });
  expect(changed).toMatchObject({
    status: 202,
    body: { orderId: expect.any(String), password: expect.any(String) },
  });
});

test('what does not fit or is not there is refused with a code and a pointer', async () => {
  const bad = await ask('POST /subscribers/{id}/services', world.subscriberId, {
    body: { ...wish('fay'), access: { technology: 'pppoe', siteId: world.siteId, username: 'two words' } },
  });
  expect(bad).toMatchObject({ status: 422, body: { errors: [{ pointer: '/access/username' }] } });
  const unknown = 'svc_01k9xq3v7n5e2r8t4w6y000001';
  for (const action of ['activate', 'suspend', 'resume', 'terminate', 'change']) {
    const body = action === 'change' ? { planId: world.planId } : {};
    expect(await ask(`POST /services/{id}/${action}`, unknown, { body })).toMatchObject({
      status: 404,
      body: { code: 'service.unknown' },
    });
  }
  const serviceId = await select('gus');
  expect(await ask('POST /services/{id}/resume', serviceId)).toMatchObject({
    status: 409,
    body: { code: 'service.not-active' },
  });
  expect((await ask('POST /services/{id}/activate', serviceId, { role: 'read-only' })).status).toBe(403);
});

test('a site tells where its services are, and a place which sites are near', async () => {
  const { ports, siteId, select, access } = world;
  const at = (latitude: number, longitude: number) => ({
    line1: '1 Mast Road',
    city: 'Uplands',
    country: 'US',
    location: { latitude, longitude },
  });
  const context = contextAt(today);
  const mast = await createSite(
    ports,
    { name: 'Far mast', timeZone: 'UTC', address: at(40.5, -105) },
    context,
  );
  expect(mast.ok).toBe(true);
  const near = (query: string) => ask('GET /nearest-sites', undefined, { query, role: 'sales' });
  const before = await near('latitude=40&longitude=-105');
  expect(before).toMatchObject({
    status: 200,
    body: { items: [{ name: 'Far mast', location: { latitude: 40.5 } }], elsewhere: 1 },
  });
  expect((await changeSite(ports, siteId, { address: at(40, -105) }, context)).ok).toBe(true);
  const [first, second] = (await near('latitude=40.001&longitude=-105')).body['items'] as {
    id: string;
    metres: number;
  }[];
  expect(first).toMatchObject({ id: siteId, metres: 111 });
  expect(second!.metres).toBeGreaterThan(50_000);
  expect((await near('latitude=91&longitude=0')).status).toBe(400);
  expect((await near('latitude=40')).status).toBe(400);

  const sold = async (username: string, address: Parameters<typeof select>[0]['address']) => {
    const selected = await select({ access: access(username), address });
    if (!selected.ok) throw new Error(selected.refusal.message);
    return selected.value.service.id;
  };
  const far = await sold('far-home', at(40.1, -105));
  const close = await sold('close-home', at(40.01, -105));
  await sold('unplaced-home', { line1: '9 Mast Road', city: 'Uplands', country: 'US' });
  const served = await ask('GET /sites/{id}/served-places', siteId);
  const items = served.body['items'] as { serviceId: string; metres: number; plan: string }[];
  expect(items.map(({ serviceId, metres }) => [serviceId, metres])).toEqual([
    [close, 1112],
    [far, 11_120],
  ]);
  expect(served.body['hasMore']).toBe(false);
  expect(served.body['unplaced']).toBeGreaterThan(0);
  expect((await ask('GET /sites/{id}/served-places', `sit_${'0'.repeat(26)}`)).status).toBe(404);
});
