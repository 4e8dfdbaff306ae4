import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PositionedEvent } from '../../functions/contracts/event.ts';
import { comeFrom } from '../come-from.ts';
import { gearOf, tell } from '../demo/gear.ts';
import { freePort } from '../free-port.ts';
import { type RouterLab, startRouterLab } from '../lab/routeros.ts';
import { createSubscriber, ended, order } from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';
import { looks, startBrowser, Visitor } from './visitor.ts';

const credentials = { username: 'throughline', password: 'let-me-in' };
let stack: RunningStack;
let browser: Browser;
let router: RouterLab;
let siteId: string;
let nodeId: string;
let serviceId: string;
let poolId: string;
/** Images of one pixel, and the paths under which they were asked for. */
let tiles: Server;
const asked: string[] = [];
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const tilesAt = () => `http://127.0.0.1:${(tiles.address() as AddressInfo).port}`;
beforeAll(async () => {
  tiles = createServer((request, response) => {
    asked.push(request.url!);
    response.writeHead(200, { 'content-type': 'image/png', 'access-control-allow-origin': '*' });
    response.end(Buffer.from(pixel, 'base64'));
  });
  await new Promise<void>((resolve) => tiles.listen(0, '127.0.0.1', resolve));
  [stack, browser, router] = await Promise.all([
    startStack({ flags: ['--parameter', `MapOrigins=${tilesAt()}`] }),
    startBrowser(),
    startRouterLab({ ...credentials, host: '127.0.0.74' }),
  ]);
  const { api } = stack;
  siteId = api.endpoints.sites[0]!.siteId;
  const plan = await api.post<{ id: string }>('/plans', {
    name: 'Hill 50',
    technologies: ['pppoe'],
    price: { amount: '25.00', currency: 'USD' },
    period: 'month',
    network: { downKbps: 50_000, upKbps: 10_000 },
  });
  const node = await api.post<{ id: string }>('/access-nodes', {
    siteId,
    kind: 'nas',
    driver: 'mikrotik-routeros-api',
    name: 'Router on the hill',
    address: router.host,
    port: router.port,
    settings: { tls: false },
    credentials,
    driftPolicy: 'hold',
  });
  nodeId = node.id;
  await api.until<{ health?: { state: string } }>(
    `/access-nodes/${nodeId}`,
    ({ health }) => health?.state === 'usable',
  );
  const pool = await api.post<{ id: string }>('/address-pools', {
    siteId,
    name: 'Hill',
    kind: 'ipv4',
    cidr: '10.74.0.0/24',
  });
  poolId = pool.id;
  await api.patch(`/sites/${siteId}`, {
    address: {
      line1: 'Hilltop',
      city: 'Hill',
      country: 'IE',
      location: { latitude: 53.2743, longitude: -9.0514 },
    },
  });
  const subscriber = await createSubscriber(api, 'Hand on the router', {
    addresses: {
      service: {
        line1: '1 Hill Road',
        city: 'Hill',
        country: 'IE',
        location: { latitude: 53.29, longitude: -9.06 },
      },
    },
  });
  const service = await api.post<{ id: string }>(`/subscribers/${subscriber.id}/services`, {
    planId: plan.id,
    access: {
      technology: 'pppoe',
      siteId,
      username: 'hand@hill',
      framedIp: '10.74.0.7',
      router: { nodeId },
    },
  });
  serviceId = service.id;
  expect((await ended(api, await order(api, serviceId, 'activate'))).state).toBe('succeeded');
});
afterAll(async () => {
  await browser?.close();
  await router?.close();
  tiles?.close();
  await stack?.stop();
});

const signedIn = async (
  place: string,
  options: Parameters<typeof Visitor.come>[1] = {},
  username = stack.api.endpoints.staff.username,
) => {
  const visitor = await Visitor.come(browser, options);
  const { admin, staff } = stack.api.endpoints;
  await visitor.signInAsStaff(admin, { ...staff, username }, place);
  return visitor;
};

it('shows what somebody changed by hand with both sides, and mends it', async () => {
  const queue = () => router.state.items('/queue/simple')[0]!;
  const before = queue()['max-limit'];
  router.state.set('/queue/simple', queue()['.id']!, { 'max-limit': '1G/1G' });
  const visitor = await signedIn(`/network/sites/${siteId}`);
  const { page } = visitor;
  const devices = page.getByRole('region', { name: 'What the devices hold' });
  await devices.getByRole('button', { name: 'Compare now' }).click();
  await devices.getByText('1', { exact: true }).last().waitFor();
  await visitor.picture('network-site');
  await page.getByRole('link', { name: 'Drift' }).click();
  const card = page.getByRole('region', { name: 'PPPoE hand@hill' });
  await card.getByRole('cell', { name: '1000000000/1000000000' }).waitFor();
  await visitor.picture('network-drift');
  await visitor.expectAccessible();
  await card.getByRole('button', { name: 'Mend' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Mend' }).click();
  await page.getByText('The network holds what it should, everywhere.').waitFor();
  expect(queue()['max-limit']).toBe(before);
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('gives a pool more than it had', async () => {
  const visitor = await signedIn(`/network/pools/${poolId}`);
  const { page } = visitor;
  await page.getByText('10.74.0.0/24').waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('CIDR').fill('10.74.0.0/23');
  await visitor.expectAccessible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('10.74.0.0/23').waitFor();
  expect(await stack.api.get(`/address-pools/${poolId}`)).toMatchObject({ cidr: '10.74.0.0/23' });
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('says at the field what a driver does not take', async () => {
  const visitor = await signedIn(`/network/nodes/${nodeId}`);
  const { page } = visitor;
  await page.getByRole('button', { name: 'Change' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Address' }).first().fill('not an address');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').waitFor();
  expect(await dialog.getByRole('textbox', { name: 'Address' }).first().getAttribute('aria-invalid')).toBe(
    'true',
  );
  await visitor.picture('network-node-refused');
  await visitor.leave();
});

it('keeps a node that services need, and adds one as its driver asks for it', async () => {
  const visitor = await signedIn(`/network/nodes/${nodeId}`);
  const { page } = visitor;
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Remove' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await dialog.getByText('1 service is bound to Router on the hill; move them').waitFor();
  await visitor.picture('network-node-kept');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.goto(`${stack.api.endpoints.admin}/network/sites/${siteId}`);
  await page.getByRole('button', { name: 'New node' }).click();
  await dialog.getByRole('button', { name: 'Device' }).click();
  await page.getByRole('option', { name: 'radius-nas' }).click();
  await dialog.getByRole('button', { name: 'Add the node' }).click();
  await dialog.getByRole('alert').waitFor();
  const secret = dialog.getByRole('textbox', { name: 'Secret', exact: true });
  expect(await secret.getAttribute('type')).toBe('password');
  await dialog.locator('[name=address]').fill('127.0.0.75');
  await secret.fill('of the lab');
  const test = dialog.getByRole('region', { name: 'Connection test' });
  await test.getByRole('button', { name: 'Test the connection' }).click();
  await test.getByText('Such a device speaks first', { exact: false }).waitFor();
  await visitor.expectAccessible();
  await visitor.picture('network-new-node');
  await dialog.getByRole('button', { name: 'Add the node' }).click();
  await page.getByRole('heading', { name: 'nas 127.0.0.75' }).waitFor();
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('has the agent lead whoever may only pay, from a port of its host', async () => {
  const port = await freePort();
  const visitor = await signedIn(`/network/sites/${siteId}`);
  const { page } = visitor;
  const dialog = page.getByRole('dialog');
  const agent = page.getByRole('region', { name: 'Agent' });
  await agent.getByText('Leads nobody', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  await dialog.getByText('seen and paid without signing in', { exact: false }).waitFor();
  await dialog.getByText('Lead the walled garden to where one pays').click();
  await dialog.getByLabel('Port').fill(String(port));
  await visitor.picture('network-site-form');
  await visitor.expectAccessible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await agent.getByText(`127.0.0.1:${port}`).waitFor();
  await visitor.picture('network-site-leads');
  // Nobody has said here where the portal is.
  const answered = () => comeFrom('127.0.0.1', port).then(({ status }) => status, String);
  await expect.poll(answered).toBe(503);
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('signs the request of an agent, and shows the certificate once', async () => {
  const { id } = await stack.api.post<{ id: string }>('/sites', { name: 'Dale', timeZone: 'UTC' });
  const visitor = await signedIn(`/network/sites/${id}`);
  const { page } = visitor;
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Enrol its agent' }).click();
  const command = (await dialog.getByText('openssl req').textContent()) ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'throughline-agent-'));
  try {
    execFileSync('sh', ['-c', command], { cwd: folder, stdio: 'pipe' });
    await dialog.getByRole('textbox').fill(readFileSync(join(folder, 'agent.csr'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
  await dialog.getByRole('button', { name: 'Sign the request' }).click();
  await dialog.getByText('It is shown this once.').waitFor();
  await dialog.getByText('BEGIN CERTIFICATE').waitFor();
  await dialog.getByText(`"siteId": "${id}"`).waitFor();
  expect(await dialog.getByRole('button', { name: /^Copy/ }).count()).toBe(2);
  await visitor.expectAccessible();
  await visitor.picture('network-enrolled');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Enrol again' }).waitFor();
  const certificates = page.getByRole('region', { name: 'Certificates', exact: true }).first();
  const current = certificates.getByRole('row').filter({ hasText: 'Connected with it' });
  expect(await certificates.getByRole('row').filter({ hasText: 'Valid' }).count()).toBe(2);
  await current.getByRole('button', { name: 'Revoke' }).click();
  await dialog.getByText('it is cut off within minutes', { exact: false }).waitFor();
  await visitor.expectAccessible();
  await visitor.picture('network-revoke');
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await certificates.getByText('Revoked').waitFor();
  await page.getByText('Offline').first().waitFor();
  await visitor.picture('network-revoked');
  await page.getByRole('link', { name: 'Nodes' }).click();
  await page.getByText('Nothing newer is known of the site', { exact: false }).waitFor();
  await visitor.picture('network-away');
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('shows the ONUs that wait anywhere, to be sold; and finds who has an address from the palette', async () => {
  const olt = gearOf(stack.api.endpoints.sites[0]!, 'huawei-ma5800');
  const serial = 'HWTC0DE0BEEF';
  await tell(olt, 'plug-in', { serial, at: { slot: 3, port: 1 } });
  const visitor = await signedIn('/network/onus');
  const { page } = visitor;
  const row = page.getByRole('row', { name: new RegExp(serial) });
  await row.getByText('0/3/1').waitFor();
  await row.getByText('now', { exact: true }).waitFor();
  await row.getByRole('button', { name: 'Give it to a service' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Service at this OLT' }).waitFor();
  await visitor.expectAccessible();
  await visitor.picture('network-onu-waits');
  await page.keyboard.press('Escape');
  await row.getByRole('link', { name: 'Sell to it' }).click();
  await page.getByRole('heading', { name: 'Sell a service' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/^Go to/).fill('10.74.0.7');
  await page.getByRole('menuitem', { name: 'Who has 10.74.0.7' }).waitFor();
  await page.getByRole('menuitem', { name: 'Who has 10.74.0.7' }).click();
  const given = page.getByRole('region', { name: 'Given to a service' }).first();
  await given.getByRole('link', { name: 'Hand on the router' }).waitFor();
  await page.getByLabel(/^At/).fill('2020-01-03T02:14:00');
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.getByText('nobody is known to have had it').waitFor();
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it.each(looks)('shows the network on a %s in the %s', async (width, theme) => {
  const visitor = await signedIn('/network/sites', { width, theme });
  const { page } = visitor;
  const { admin } = stack.api.endpoints;
  const olt = gearOf(stack.api.endpoints.sites[0]!, 'huawei-ma5800');
  const places = {
    sites: '/network/sites',
    site: `/network/sites/${siteId}`,
    node: `/network/nodes/${nodeId}`,
    olt: `/network/nodes/${olt.nodeId}`,
    nodes: '/network/nodes',
    onus: '/network/onus',
    online: '/network/online?technology=pppoe',
    drift: '/network/drift?status=drifted',
    alarms: '/network/alarms',
    outages: '/network/outages',
    pools: '/network/pools',
    pool: `/network/pools/${poolId}`,
    addresses: '/network/addresses?address=10.74.0.7',
    sims: '/network/sims',
    'dead-letters': '/settings/dead-letters',
  };
  for (const [name, place] of Object.entries(places)) {
    await page.goto(`${admin}${place}`);
    await page.locator('main h1').waitFor();
    await expect.poll(() => page.getByText('Loading …').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(page.viewportSize()!.width);
    await visitor.expectAccessible();
    await visitor.picture(`network-${name}`);
  }
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('says how many an outage concerns before it is recorded', async () => {
  const visitor = await signedIn('/network/outages');
  const { page } = visitor;
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Report an outage' }).click();
  await dialog.getByRole('button', { name: /Site/ }).click();
  await page.getByRole('option').first().click();
  const minute = (ago: number) => new Date(Date.now() - ago).toISOString().slice(0, 16);
  await dialog.locator('[name=startedAt]').fill(minute(120 * 60_000));
  await dialog.locator('[name=endedAt]').fill(minute(-60 * 60_000));
  await dialog.getByText('let it end after its start', { exact: false }).first().waitFor();
  await dialog.locator('[name=startedAt]').fill(minute(2 * 60_000));
  await dialog.locator('[name=endedAt]').fill(minute(0));
  await dialog.getByText('Concerns', { exact: false }).waitFor();
  await visitor.expectAccessible();
  await visitor.picture('network-outage');
  await dialog.getByRole('button', { name: 'Report an outage' }).click();
  await page.getByRole('row').filter({ hasText: '2 min' }).waitFor();
  await visitor.picture('network-outages');
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('says why a message failed, and gives it to its consumer again', async () => {
  const { api } = stack;
  const { aws } = api.endpoints;
  const sqs = new SQSClient({
    endpoint: `${aws}/sqs`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const QueueUrl = QueueUrls.find((url) => /indexsearch/i.test(url) && !/DeadLetter/i.test(url));
  const subscriber = await createSubscriber(api, 'Ahead of time');
  const { items } = await api.until<{ items: PositionedEvent[] }>(
    '/events?types=subscriber.created&limit=200',
    (page) => page.items.some(({ aggregateId }) => aggregateId === subscriber.id),
  );
  const created = items.find(({ aggregateId }) => aggregateId === subscriber.id)!;
  const early = { detail: { ...created, version: created.version + 2 } };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(early) }));
  sqs.destroy();
  await api.put('/clock', { advance: 'PT16M' });
  const visitor = await signedIn('/');
  const { page } = visitor;
  await page.getByRole('link', { name: /^Failed messages\s*1$/ }).click();
  await page.getByText(/ends before version/).waitFor();
  await visitor.expectAccessible();
  await visitor.picture('network-failed-message');
  await page.getByRole('button', { name: 'Give them to it again' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Give them to it again' }).click();
  await dialog.getByText('1 of 1 given to it again').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByText('Every message was handled.').waitFor();
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('shows sites on a plain ground, goes to one from its marker, and says where its services are', async () => {
  const visitor = await signedIn('/network/sites');
  const { page } = visitor;
  await page.locator('.map-marker').click();
  const served = page.getByRole('region', { name: 'Where its services are' });
  await served.getByRole('cell', { name: '1.8 km' }).waitFor();
  await served.locator('.map-marker').waitFor();
  await served.scrollIntoViewIfNeeded();
  await visitor.picture('network-served-places');
  expect(asked).toEqual([]);
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('lets network staff move the services of a node to another one; who is suspended resumes there', async () => {
  const { api } = stack;
  const spare = await startRouterLab({ ...credentials, host: '127.0.0.76' });
  const { id: spareId } = await api.post<{ id: string }>('/access-nodes', {
    siteId,
    kind: 'nas',
    driver: 'mikrotik-routeros-api',
    name: 'Spare router',
    address: spare.host,
    port: spare.port,
    settings: { tls: false },
    credentials,
  });
  await api.until<{ health?: { state: string } }>(
    `/access-nodes/${spareId}`,
    ({ health }) => health?.state === 'usable',
  );
  const suspension = await order(api, serviceId, 'suspend', { reason: 'administrative' });
  expect((await ended(api, suspension)).state).toBe('succeeded');
  // The user pool of this stack as its administrator would fill it: the same password, another role.
  const pool = new DatabaseSync(join(stack.dataDir, 'stack.db'));
  pool.exec(`INSERT INTO identity_users (pool, username, sub, email, groups, salt, hash)
    SELECT pool, 'engineer', 'sub-of-engineer', NULL, '["network"]', salt, hash FROM identity_users WHERE username = 'admin'`);
  pool.close();
  const visitor = await signedIn(`/network/nodes/${nodeId}`, {}, 'engineer');
  const { page } = visitor;
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Move its services' }).click();
  await dialog.getByRole('button', { name: 'To node' }).click();
  await page.getByRole('option', { name: /Spare router/ }).click();
  await visitor.picture('network-move');
  await visitor.expectAccessible();
  await dialog.getByRole('button', { name: 'See what it means' }).click();
  await page.getByRole('heading', { level: 1, name: /^Move to another node/ }).waitFor();
  await page.getByText('Not started').waitFor();
  await visitor.picture('network-move-surveyed');
  await page.getByRole('button', { name: 'Move them' }).click();
  await dialog.getByRole('button', { name: 'Move them' }).click();
  await page.getByText('1 of 1 done, 0 failed').waitFor({ timeout: 60_000 });
  await visitor.picture('network-move-done');
  await visitor.expectAccessible();
  const held = (lab: RouterLab) =>
    lab.state.items('/ppp/secret').map((item) => [item['name'], item['disabled']]);
  expect(held(router)).toEqual([]);
  expect(held(spare)).toEqual([['hand@hill', 'true']]);
  expect(await api.get(`/services/${serviceId}`)).toMatchObject({
    state: 'suspended',
    access: { router: { nodeId: spareId } },
  });
  expect((await ended(api, await order(api, serviceId, 'resume'))).state).toBe('succeeded');
  expect(held(spare)).toEqual([['hand@hill', 'false']]);
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
  await spare.close();
});

it('shows the map of the operator, and says so where it cannot be had', async () => {
  const { api } = stack;
  const map = (host: string) => ({
    name: 'Hill Net',
    map: { tiles: `${host}/{z}/{x}/{y}.png`, attribution: 'Survey of the Hill' },
  });
  await api.put('/operator', map(tilesAt()));
  const visitor = await signedIn('/network/sites', { theme: 'dark' });
  const { page } = visitor;
  await page.getByText('Survey of the Hill').waitFor();
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  expect(asked.every((path) => /^\/\d+\/\d+\/\d+\.png$/.test(path))).toBe(true);
  expect(await page.getByText(/could not be read/).count()).toBe(0);
  await visitor.picture('network-tiles');
  await visitor.expectAccessible();
  expect(visitor.complaints).toEqual([]);
  await api.put('/operator', map('http://127.0.0.1:9'));
  await page.reload();
  await page.getByText(/could not be read.*MapOrigins/).waitFor();
  await page.locator('.map-marker').waitFor();
  await visitor.leave();
});
