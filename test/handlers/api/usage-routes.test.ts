import { afterAll, beforeAll, expect, it } from 'vitest';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { routes as files } from '../../../functions/handlers/documents/routes.ts';
import { recordAccounting } from '../../../functions/use-cases/record-accounting.ts';
import { type Call, type File, makeApi, makeDocuments } from '../../api.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { activate, openShop, subscribe } from '../../use-cases/paying-subscriber.ts';

let test: TestPorts;
let call: Call;
let get: (path: string) => Promise<File>;
let serviceId: string;
let otherId: string;
beforeAll(async () => {
  test = await makePorts();
  const shop = await openShop(test.ports);
  call = makeApi(routes, test.ports);
  get = makeDocuments(files, test.ports);
  serviceId = await activate(shop, await subscribe(shop), contextAt('2026-01-01T12:00:00.000Z'));
  const records = ['#1', '=2', 'plain'].map((sessionId, i) => ({
    sequence: i + 1,
    kind: 'stop' as const,
    serviceId,
    username: 'ada',
    nodeId: 'nod_01k9xq3v7n5e2r8t4w6y000001',
    sessionId,
    receivedAt: `2026-01-0${i + 2}T12:00:00.000Z`,
    sessionSeconds: 600,
    uploadOctets: 10,
    downloadOctets: 6_000_000_000,
  }));
  otherId = await activate(shop, await subscribe(shop), contextAt('2026-01-01T12:00:00.000Z'));
  const other = { ...records[0]!, sequence: 4, serviceId: otherId, username: 'bob', sessionId: 'other' };
  const message = { siteId: shop.siteId, epoch: 'e1', records: [...records, other] };
  await recordAccounting(test.ports, shop.siteId, message, contextAt('2026-01-05T12:00:00.000Z'));
});
afterAll(() => test.stop());

const days = 'from=2026-01-01&to=2026-01-31';

it('answers usage records page by page, whatever a session is called', async () => {
  const seen: string[] = [];
  let more = '';
  do {
    const page = await call('GET', `/services/${serviceId}/usage-records?${days}&limit=1${more}`);
    expect(page).toMatchObject({ status: 200, body: { timeZone: 'UTC', from: '2026-01-01' } });
    for (const { sessionId } of page.body.items) seen.push(sessionId);
    const { nextCursor } = page.body;
    more = nextCursor === undefined ? '' : `&cursor=${encodeURIComponent(nextCursor)}`;
  } while (more !== '');
  expect(seen).toEqual(['#1', '=2', 'plain']);
  const foreign = await call('GET', `/services/${serviceId}/usage-records?${days}&cursor=abc`);
  expect(foreign.status).toBe(400);
});

it('hands out those of all services, service by service, and leads on', async () => {
  const lines: string[] = [];
  let next: string | undefined = `${days}&limit=2`;
  let pages = 0;
  while (next !== undefined) {
    const page: File = await get(`/usage-records/csv?${next}`);
    expect(page.headers).toMatchObject({ 'content-type': 'text/csv' });
    lines.push(...page.bytes.toString().trimEnd().split('\r\n').slice(1));
    next = /^<\?(.+)>; rel="next"$/.exec(page.headers['link'] ?? '')?.[1];
    pages += 1;
  }
  const sessions = lines.map((line) => line.split(',')).map(([service, , , , session]) => [service, session]);
  expect(sessions).toEqual([
    [serviceId, '#1'],
    [serviceId, "'=2"],
    [serviceId, 'plain'],
    [otherId, 'other'],
  ]);
  expect(pages).toBeGreaterThan(1);
  expect((await get('/usage-records/csv?from=2026-01-02&to=2026-01-01')).status).toBe(422);
  expect((await get(`/usage-records/csv?${days}&cursor=abc`)).status).toBe(400);
});

it('hands them out as CSV that no spreadsheet takes for a formula, and leads on', async () => {
  const path = `/services/${serviceId}/usage-records/csv`;
  const first = await get(`${path}?${days}&limit=2`);
  expect(first.headers).toMatchObject({ 'content-type': 'text/csv' });
  expect(first.bytes.toString().split('\r\n')[2]).toContain(",'=2,");
  const link = /^<\?(.+)>; rel="next"$/.exec(first.headers['link'] ?? '')?.[1];
  const rest = await get(`${path}?${link}`);
  expect(rest.bytes.toString().split('\r\n')[1]).toContain(',plain,2026-01-04T11:50:00.000Z,');
  expect(rest.headers['link']).toBeUndefined();
});
