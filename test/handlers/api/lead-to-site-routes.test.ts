import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { basePath } from '../../../functions/contracts/base-path.ts';
import { apiRoutes } from '../../../functions/contracts/http/index.ts';
import { problem } from '../../../functions/contracts/problem.ts';
import { routes as addressPools } from '../../../functions/handlers/api/address-pools.ts';
import { routes as catalog } from '../../../functions/handlers/api/catalog.ts';
import { routes as leads } from '../../../functions/handlers/api/leads.ts';
import { routes as people } from '../../../functions/handlers/api/people.ts';
import { routes as sitePlaces } from '../../../functions/handlers/api/site-places.ts';
import { routes as sites } from '../../../functions/handlers/api/sites.ts';
import { routes as subscribers } from '../../../functions/handlers/api/subscribers.ts';
import { apiHandler } from '../../../functions/runtime/api/handler.ts';
import { makePorts, type TestPorts } from '../../ports.ts';

const routes = [...leads, ...subscribers, ...people, ...catalog, ...sites, ...sitePlaces, ...addressPools];

let house: TestPorts;
let api: ReturnType<typeof apiHandler>;
beforeAll(async () => {
  house = await makePorts();
  api = apiHandler({ routes, ports: house.ports, checkAnswers: true });
});
afterAll(() => house.stop());

interface Asked {
  readonly status: number;
  readonly etag: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(
  route: string,
  path: Readonly<Record<string, string>> = {},
  body?: unknown,
  more: { headers?: Record<string, string>; query?: string; raw?: string } = {},
): Promise<Asked> {
  const [method, pattern = ''] = route.split(' ');
  const filled = pattern.replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? '');
  const text = more.raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const answer = await api(
    {
      routeKey: `${method} ${basePath}${pattern}`,
      rawPath: `${basePath}${filled}`,
      rawQueryString: more.query ?? '',
      headers: { 'content-type': 'application/json', ...more.headers },
      pathParameters: path,
      ...(text === undefined ? {} : { body: text }),
      requestContext: {
        requestId: 'r',
        authorizer: { jwt: { claims: { sub: 'ada', 'cognito:groups': '[admin]' } } },
      },
    },
    {} as Parameters<typeof api>[1],
  );
  return {
    status: answer.statusCode,
    etag: answer.headers['etag'],
    body: answer.body === undefined ? {} : (JSON.parse(answer.body) as Asked['body']),
  };
}

const idOf = (asked: Asked | undefined) => String(asked?.body['id']);
const itemsOf = (asked: Asked) => asked.body['items'] as readonly unknown[];

const terms = {
  price: { amount: '49.99', currency: 'EUR' },
  network: { downKbps: 50_000, upKbps: 10_000 },
};

test('the path of a prospect: lead, plan, quote, conversion, subscriber, timeline', async () => {
  const plan = await ask('POST /plans', {}, { name: 'Fibre 50', technologies: ['pppoe'], ...terms });
  expect(plan).toMatchObject({
    status: 201,
    etag: '"1"',
    body: { versions: [{ version: 1, price: { amount: '49.99', currency: 'EUR' }, period: 'month' }] },
  });
  const addOn = await ask(
    'POST /add-ons',
    {},
    { name: 'Static IP', price: { amount: '5', currency: 'EUR' } },
  );
  expect(addOn.body).toMatchObject({ accounting: 'recurring', price: { amount: '5.00' }, status: 'offered' });
  const lead = await ask(
    'POST /leads',
    {},
    {
      name: 'Ada Park',
      email: 'ada@example.com',
      source: 'referral',
      address: { line1: 'Am Ufer 1', city: 'Berlin', country: 'DE' },
      wantedPlanId: idOf(plan),
      notes: ['met at the fair'],
    },
  );
  expect(lead).toMatchObject({ status: 201, body: { status: 'new', notes: [{ text: 'met at the fair' }] } });
  const id = { id: idOf(lead) };
  expect(await ask('PATCH /leads/{id}', id, { status: 'qualified' })).toMatchObject({
    status: 200,
    etag: '"2"',
  });
  const quoted = await ask('PATCH /leads/{id}', id, {
    quote: { planId: idOf(plan), addOns: [idOf(addOn)] },
  });
  expect(quoted.body).toMatchObject({
    status: 'quoted',
    quote: { addOns: [{ price: { price: { amount: '5.00' } } }] },
  });
  const converted = await ask('POST /leads/{id}/convert', id);
  expect(converted).toMatchObject({
    status: 201,
    body: { name: 'Ada Park', currency: 'EUR', kind: 'contact' },
  });
  const again = await ask('POST /leads/{id}/convert', id, {});
  expect(idOf(again)).toBe(idOf(converted));
  expect((await ask('GET /leads/{id}', id)).body).toMatchObject({
    status: 'won',
    subscriberId: idOf(converted),
  });
  expect(itemsOf(await ask('GET /leads', {}, undefined, { query: 'status=won' }))).toHaveLength(1);
  const late = await ask('PATCH /leads/{id}', id, { phone: '+4930123456' });
  expect(late).toMatchObject({ status: 409, body: { code: 'lead.already-won' } });

  const subscriber = { id: idOf(converted) };
  const changed = await ask('PATCH /subscribers/{id}', subscriber, {
    billingProfile: { model: 'pro-rata', cycleDay: 15 },
    note: 'pays by transfer',
  });
  expect(changed.body).toMatchObject({
    billingProfile: { model: 'pro-rata', cycleDay: 15, invoicing: 'merged', paymentTermsDays: 14 },
  });
  const at = encodeURIComponent(String(converted.body['createdAt']));
  const timeline = await ask('GET /subscribers/{id}/timeline', subscriber, undefined, { query: `at=${at}` });
  expect(timeline.body).toMatchObject({ state: { subscriber: { billingProfile: { model: 'cycle' } } } });
  expect(itemsOf(await ask('GET /subscribers/{id}/timeline', subscriber))).toHaveLength(3);
});

test('a repeated POST with its Idempotency-Key answers the first subscriber', async () => {
  const headers = { 'idempotency-key': 'k1' };
  const body = { kind: 'organization', name: 'Park Ltd' };
  const first = await ask('POST /subscribers', {}, body, { headers });
  const again = await ask('POST /subscribers', {}, body, { headers });
  expect(first.status).toBe(201);
  expect(again).toEqual(first);
  const other = await ask('POST /subscribers', {}, { ...body, name: 'Other' }, { headers });
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.body-differs' } });
});

test('a write with the ETag of an older version is answered 412', async () => {
  const made = await ask('POST /subscribers', {}, { kind: 'contact', name: 'Ada' });
  const id = { id: idOf(made) };
  const headers = { 'if-match': made.etag ?? '' };
  expect(await ask('PATCH /subscribers/{id}', id, { name: 'Bo' }, { headers })).toMatchObject({
    status: 200,
    etag: '"2"',
  });
  expect(await ask('PATCH /subscribers/{id}', id, { name: 'Cy' }, { headers })).toMatchObject({
    status: 412,
  });
});

test('address pools: made, listed and read with their utilisation', async () => {
  const siteId = idOf(await ask('POST /sites', {}, { name: 'Weir', timeZone: 'UTC' }));
  const wish = { siteId, name: 'Homes', cidr: '10.4.0.0/29', exclude: ['10.4.0.1'] };
  const made = await ask('POST /address-pools', {}, wish);
  const utilisation = { capacity: 5, allocated: 0, free: 5 };
  expect(made).toMatchObject({ status: 201, etag: '"1"', body: { ...wish, utilisation } });
  expect(itemsOf(await ask('GET /address-pools', {}, undefined, { query: `siteId=${siteId}` }))).toEqual([
    made.body,
  ]);
  expect((await ask('GET /address-pools/{id}', { id: idOf(made) })).body).toEqual(made.body);
  expect(await ask('POST /address-pools', {}, { ...wish, name: 'Again' })).toMatchObject({
    status: 409,
    body: { code: 'address-pool.overlaps' },
  });
  const unknown = { id: 'adp_01k9xq3v7n5e2r8t4w6y0a1b2c' };
  expect((await ask('GET /address-pools/{id}', unknown)).status).toBe(404);
});

test('address pools: changed and taken away', async () => {
  const siteId = idOf(await ask('POST /sites', {}, { name: 'Lock', timeZone: 'UTC' }));
  const wish = { siteId, name: 'Homes', kind: 'ipv6-prefix', cidr: '2001:DB8:100:0::/40', prefixLength: 56 };
  const made = await ask('POST /address-pools', {}, wish);
  const utilisation = { capacity: 65_536, allocated: 0, free: 65_536 };
  expect(made).toMatchObject({ status: 201, body: { cidr: '2001:db8:100::/40', exclude: [], utilisation } });
  const id = { id: idOf(made) };
  const grown = await ask('PATCH /address-pools/{id}', id, {
    cidr: '2001:db8::/32',
    exclude: ['2001:db8::/40'],
  });
  expect(grown).toMatchObject({
    status: 200,
    etag: '"2"',
    body: { utilisation: { free: 2 ** 24 - 2 ** 16 } },
  });
  for (const [change, code, pointer] of [
    [{ cidr: '10.0.0.0/24' }, 'address-pool.details-unfit', '/cidr'],
    [{ userVlans: [{ first: 1, last: 2 }] }, 'address-pool.details-unfit', '/'],
    [{ exclude: ['2001:db8::/32'] }, 'address-pool.empty', '/exclude'],
  ] as const) {
    const refused = await ask('PATCH /address-pools/{id}', id, change);
    expect(refused).toMatchObject({ status: 422, body: { code, errors: [{ pointer }] } });
  }
  expect((await ask('GET /address-pools/{id}/addresses', id)).body).toEqual({ items: [] });
  const look = (address: string) =>
    ask('GET /address-pools/{id}/holders', id, undefined, {
      query: `address=${encodeURIComponent(address)}`,
    });
  expect(await look('2001:db8:ff00:1::7')).toMatchObject({ status: 200, body: { items: [] } });
  expect(await look('2001:db8::7')).toMatchObject({
    status: 422,
    body: { code: 'address-pool.address-outside' },
  });
  expect(await look('nonsense')).toMatchObject({ status: 422 });
  expect((await ask('DELETE /address-pools/{id}', id)).status).toBe(204);
  expect((await ask('GET /address-pools/{id}', id)).status).toBe(404);
  expect(itemsOf(await ask('GET /address-pools', {}, undefined, { query: `siteId=${siteId}` }))).toEqual([]);
  expect((await ask('POST /address-pools', {}, wish)).status).toBe(201);
});

test('sites and nodes: credentials go in and only their names come out', async () => {
  const site = await ask('POST /sites', {}, { name: 'Mill', code: 'MILL', timeZone: 'Europe/Berlin' });
  const node = await ask(
    'POST /access-nodes',
    {},
    {
      siteId: idOf(site),
      kind: 'nas',
      driver: 'radius-nas',
      address: '10.0.0.1',
      credentials: { secret: 'hush' },
    },
  );
  expect(node).toMatchObject({ status: 201, body: { credentialsSet: ['secret'], name: 'nas 10.0.0.1' } });
  const id = { id: idOf(node) };
  const both = await ask('PATCH /access-nodes/{id}', id, { credentials: { coaSecret: 'hush' } });
  expect(both.body['credentialsSet']).toEqual(['coaSecret', 'secret']);
  const changed = await ask('PATCH /access-nodes/{id}', id, { credentials: { coaSecret: null } });
  expect(changed.body['credentialsSet']).toEqual(['secret']);
  const enrolled = await ask(
    'POST /sites/{id}/enrolment',
    { id: idOf(site) },
    { certificateRequest: '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n' },
  );
  expect(enrolled.status).toBe(201);
  expect((await ask('GET /sites/{id}', { id: idOf(site) })).body).toMatchObject({
    status: 'offline',
    configurationRevision: 3,
  });
  expect(await ask('DELETE /access-nodes/{id}', id)).toMatchObject({ status: 204, body: {} });
  expect(await ask('GET /access-nodes/{id}', id)).toMatchObject({ status: 404 });
  expect(
    (await ask('GET /access-nodes', {}, undefined, { query: `siteId=${idOf(site)}` })).body['items'],
  ).toEqual([]);
});

test('a node that its driver cannot work with is refused at once, field by field', async () => {
  const site = await ask('POST /sites', {}, { name: 'Moor', timeZone: 'UTC' });
  const listed = (await ask('GET /drivers')).body['items'] as { name: string; kind: string }[];
  expect(listed.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['radius-nas', 'huawei-ma5800', 'pyhss']),
  );
  const wish = {
    siteId: idOf(site),
    kind: 'nas',
    driver: 'radius-nas',
    address: '10.0.0.9',
    credentials: { secret: 'hush' },
  };
  const refusal = async (more: object) => {
    const { status, body } = await ask('POST /access-nodes', {}, { ...wish, ...more });
    expect(JSON.stringify(body)).not.toContain('hush');
    const { code, errors, detail } = body as { code: string; errors: { pointer: string }[]; detail: string };
    return { status, code, detail, pointers: errors.map(({ pointer }) => pointer) };
  };
  const unknown = await refusal({ driver: 'mikrotic-routeros' });
  expect(unknown).toMatchObject({ status: 422, code: 'access-node.driver-unknown', pointers: ['/driver'] });
  expect(unknown.detail).toContain('mikrotik-routeros');
  expect(await refusal({ kind: 'olt' })).toMatchObject({
    status: 422,
    code: 'access-node.driver-wrong-kind',
    pointers: ['/kind'],
  });
  expect(
    await refusal({ settings: { coaPort: 'x', colour: 1 }, credentials: { pin: 'hush' } }),
  ).toMatchObject({
    status: 422,
    code: 'access-node.driver-misfit',
    pointers: ['/settings/coaPort', '/settings/colour', '/credentials/secret', '/credentials/pin'],
  });
  const id = { id: idOf(await ask('POST /access-nodes', {}, wish)) };
  const change = async (body: object) => {
    const answer = await ask('PATCH /access-nodes/{id}', id, body);
    return [answer.status, answer.body['code']];
  };
  expect(await change({ credentials: { secret: null } })).toEqual([422, 'access-node.driver-misfit']);
  expect(await change({ settings: { coaPort: 70_000 } })).toEqual([422, 'access-node.driver-misfit']);
  expect(await change({ driver: 'pyhss' })).toEqual([422, 'access-node.driver-wrong-kind']);
  expect(await change({ driver: 'accel-ppp', settings: { coaPort: 3800 } })).toEqual([200, undefined]);
});

test('the catalogue: versions, retirement, changes for later sales', async () => {
  const plan = await ask('POST /plans', {}, { name: 'LTE 30', technologies: ['lte'], ...terms });
  const id = { id: idOf(plan) };
  const second = await ask('POST /plans/{id}/versions', id, {
    ...terms,
    price: { amount: '59.99', currency: 'EUR' },
    availableOn: '2027-01-01',
  });
  expect(second.body['versions']).toHaveLength(2);
  expect((await ask('POST /plans/{id}/retire', id)).body['status']).toBe('retired');
  expect((await ask('POST /plans/{id}/reinstate', id)).body['status']).toBe('offered');
  const model = await ask(
    'POST /equipment-models',
    {},
    {
      name: 'Router',
      vendor: 'Acme',
      model: 'R1',
      price: { amount: '120', currency: 'EUR' },
      accounting: { instalments: 12 },
    },
  );
  const dearer = await ask(
    'PATCH /equipment-models/{id}',
    { id: idOf(model) },
    { price: { amount: '132', currency: 'EUR' }, sku: 'R1-EU' },
  );
  expect(dearer.body).toMatchObject({
    price: { amount: '132.00' },
    sku: 'R1-EU',
    accounting: { instalments: 12 },
  });
  expect((await ask('POST /equipment-models/{id}/retire', { id: idOf(model) })).body['status']).toBe(
    'retired',
  );
  expect(itemsOf(await ask('GET /plans')).length).toBeGreaterThan(0);
  expect((await ask('GET /add-ons')).status).toBe(200);
  expect(itemsOf(await ask('GET /equipment-models'))).toHaveLength(1);
});

const mangled = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, -1, 1e308, '', '\ud800', '\u0000', '€'.repeat(50), 'pln_0', '10.0.0.1', '+1'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('name', 'price', 'id', '__proto__', 'amount', ''), tie('value'), {
      maxKeys: 3,
    }),
  ),
})).value;

const valid: Readonly<Record<string, object>> = {
  'POST /leads': {
    name: 'Ada',
    source: 'website',
    notes: ['x'],
    address: { line1: 'a', city: 'b', country: 'DE' },
  },
  'PATCH /leads/{id}': {
    status: 'contacted',
    note: 'x',
    email: 'a@b.example',
    quote: { planId: 'x', addOns: [] },
  },
  'POST /leads/{id}/convert': { kind: 'contact', language: 'de', billingProfile: { taxes: [] } },
  'POST /subscribers': {
    kind: 'contact',
    name: 'Ada',
    emails: [],
    tags: ['x'],
    billingProfile: { cycleDay: 1 },
  },
  'PATCH /subscribers/{id}': {
    name: 'Bo',
    status: 'closed',
    billingProfile: { suspension: { overdue: 'stop' } },
  },
  'POST /subscribers/{id}/people': { email: 'ada@b.example', role: 'owner' },
  'POST /plans': { name: 'P', technologies: ['lte'], ...terms },
  'POST /plans/{id}/versions': { ...terms, availableOn: '2027-01-01' },
  'POST /add-ons': { name: 'A', price: { amount: '1', currency: 'EUR' }, accounting: 'once' },
  'PATCH /add-ons/{id}': { name: 'B', trialDays: 3 },
  'POST /equipment-models': { name: 'A', vendor: 'v', model: 'm', price: { amount: '1', currency: 'JPY' } },
  'PATCH /equipment-models/{id}': { sku: 'x', accounting: { instalments: 2 } },
  'POST /sites': { name: 'S', timeZone: 'UTC' },
  'PATCH /sites/{id}': { name: 'T', code: null },
  'POST /sites/{id}/enrolment': { certificateRequest: 'x' },
  'POST /access-nodes': {
    siteId: 'x',
    kind: 'nas',
    driver: 'radius-nas',
    address: '::1',
    settings: { coaPort: 1 },
    credentials: { secret: 'x' },
  },
  'POST /access-nodes/trial': {
    siteId: 'x',
    nodeId: 'x',
    kind: 'nas',
    driver: 'mikrotik-routeros-api',
    address: '::1',
    port: 8728,
    settings: { tls: false },
    credentials: { username: 'x', password: null },
  },
  'POST /address-pools': { siteId: 'x', name: 'P', cidr: '10.0.0.0/24', exclude: ['10.0.0.1'] },
  'PATCH /address-pools/{id}': {
    name: 'P',
    cidr: '10.0.0.0/24',
    prefixLength: 56,
    userVlans: [{ first: 1, last: 2 }],
    exclude: ['10.0.0.1'],
  },
  'PATCH /access-nodes/{id}': { address: '10.0.0.0/8', settings: { a: [1] }, credentials: { s: null } },
};

test('every route with a body is mutated below', () => {
  const withBody = routes.map(({ route }) => route).filter(({ body }) => body !== undefined);
  expect(withBody.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(valid).sort());
});

test('no mutated body is a fault, and every refusal is a problem with a code', async () => {
  const made = await Promise.all([
    ask('POST /leads', {}, { name: 'Ada' }),
    ask('POST /subscribers', {}, { kind: 'contact', name: 'Ada' }),
    ask('POST /plans', {}, valid['POST /plans']),
    ask('POST /add-ons', {}, valid['POST /add-ons']),
    ask('POST /equipment-models', {}, valid['POST /equipment-models']),
    ask('POST /sites', {}, valid['POST /sites']),
  ]);
  const pool = { siteId: idOf(made[5]), name: 'P', cidr: '10.0.0.0/22' };
  made.push(await ask('POST /address-pools', {}, pool));
  const ids: Readonly<Record<string, string>> = Object.fromEntries(
    ['leads', 'subscribers', 'plans', 'add-ons', 'equipment-models', 'sites', 'address-pools'].map(
      (area, i) => [area, idOf(made[i])],
    ),
  );
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(valid)),
      fc.nat(),
      mangled,
      async (route, place, value) => {
        const body: Record<string, unknown> = { ...valid[route] };
        const keys = Object.keys(body);
        const key = keys[place % (keys.length + 1)];
        if (key === undefined) Object.assign(body, { surprise: value });
        else body[key] = value;
        const area = route.split('/')[1] ?? '';
        const id = ids[area] ?? 'nod_01k9xq3v7n5e2r8t4w6y0a1b2c';
        const answer = await ask(route, { id }, body);
        statuses.add(answer.status);
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) problem.parse(answer.body);
      },
    ),
    { seed: 20_261_123, numRuns: 1500 },
  );
  expect(statuses.has(422)).toBe(true);
});

test('every route of these areas is one that the API declares, and the other way round', () => {
  const areas = [
    '/leads',
    '/subscribers',
    '/plans',
    '/add-ons',
    '/equipment-models',
    '/sites',
    '/nearest-sites',
    '/access-nodes',
    '/address-pools',
    '/drivers',
    '/network/addresses',
    '/network/onus',
  ];
  const tags = new Set(['Leads', 'Subscribers', 'Catalogue', 'Sites']);
  const name = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
  const bound = routes.map(({ route }) => name(route)).sort();
  const declared = apiRoutes
    .filter(({ tag }) => tags.has(tag))
    .map(name)
    .sort();
  expect(bound).toEqual(declared);
  expect(bound.every((route) => areas.some((area) => route.split(' ')[1]?.startsWith(area)))).toBe(true);
});
