import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Agent } from '../../../edge-agent/agent.ts';
import type { PayPageQuestion } from '../../../functions/contracts/edge/pay-page.ts';
import { comeFrom } from '../../come-from.ts';
import { freePort } from '../../free-port.ts';
import type { Nas } from '../../lab/nas.ts';
import {
  configurationMessage,
  createTestSite,
  desired,
  desiredMessage,
  numberedId,
  siteId,
  type TestSite,
} from '../support/site.ts';

const portal = 'https://my.example.net/portal';
const pageOf = (serviceId: string) => `${portal}/link/of-${serviceId.slice(-4)}`;
const password = 'subscriber-pw';
let site: TestSite;
let agent: Agent;
let nas: Nas;
let port: number;
let revision = 0;

beforeAll(async () => {
  site = await createTestSite(siteId, (channel, message) => {
    if (channel !== 'pay-pages') return;
    const { messageId: inReplyTo, serviceId } = message as PayPageQuestion;
    const page = serviceId === undefined ? {} : { page: pageOf(serviceId) };
    site.cloud.send('pay-page', { siteId, inReplyTo, portal, ...page });
  });
  agent = await site.startAgent();
  nas = await site.nas(agent);
  port = await freePort();
  await site.cloud.until(() => site.cloud.digests.length > 0, 'digests on connect');
  await configure({ port });
});
afterAll(async () => {
  await site.close();
  expect(site.cloud.broken).toEqual([]);
  const log = site.logLines.join('\n');
  expect(log).not.toContain('/link/');
  expect(log).not.toContain('127.9.');
});

async function configure(payRedirect?: { port: number; address?: string }): Promise<void> {
  revision += 1;
  const message = { ...configurationMessage(revision, nas), ...(payRedirect && { payRedirect }) };
  site.cloud.send('configuration', message);
  const inUse = `"a new configuration is in use","revision":${revision},`;
  await vi.waitUntil(() => site.logLines.some((line) => line.includes(inUse)), { timeout: 10_000 });
}

type Entitlement = 'full' | 'walled-garden' | 'exhausted';

/** The service holds this, at this address, and the network has proved it. */
async function hold(n: number, rev: number, entitlement: Entitlement, framedIp: string): Promise<string> {
  const serviceId = numberedId('svc', n);
  const access = { technology: 'pppoe' as const, siteId, username: `u-${n}`, framedIp };
  const message = desiredMessage(desired(serviceId, rev, { entitlement, access }), password);
  site.cloud.send('desired', message);
  const report = await site.cloud.until(
    () => site.cloud.reports.find(({ inReplyTo }) => inReplyTo === message.messageId),
    'a report',
  );
  expect(report.observed.outcome).toBe('applied');
  return serviceId;
}

async function online(n: number): Promise<string> {
  const { session } = await nas.dial({ username: `u-${n}`, password });
  return session!.sessionId;
}

type Asked = Parameters<typeof comeFrom>[2];
const come = (from: string, asked?: Asked) => comeFrom(from, port, asked);
const ledTo = async (from: string, asked?: Asked) => (await come(from, asked)).headers.location;

it('leads a line in the garden to its page, whatever was asked, and phones notice by themselves', async () => {
  const ada = await hold(1, 1, 'walled-garden', '127.9.0.1');
  expect(await ledTo('127.9.0.1')).toBe(portal);
  await online(1);
  const probes = [
    ['/generate_204', 'connectivitycheck.gstatic.com'],
    ['/hotspot-detect.html', 'captive.apple.com'],
    ['/connecttest.txt', 'www.msftconnecttest.com'],
    ['/canonical.html', 'detectportal.firefox.com'],
    ['/any/where?else=1', 'shop.example'],
  ] as const;
  for (const [path, host] of probes) {
    const { status, headers } = await come('127.9.0.1', { path, headers: { host } });
    expect([status, headers.location, headers['cache-control']]).toEqual([302, pageOf(ada), 'no-store']);
  }
  const { body } = await come('127.9.0.1', { headers: { accept: 'application/captive+json' } });
  expect(JSON.parse(body)).toEqual({ captive: true, 'user-portal-url': pageOf(ada) });
  expect(site.cloud.payPages.filter(({ serviceId }) => serviceId === ada)).toHaveLength(1);
});

it('tells nothing of a line to who only says that it is theirs', async () => {
  const headers = {
    'x-forwarded-for': '127.9.0.1',
    'x-real-ip': '127.9.0.1',
    forwarded: 'for=127.9.0.1',
    'x-client-ip': '127.9.0.1',
    host: '127.9.0.1',
  };
  expect(await ledTo('127.9.0.99', { headers })).toBe(portal);
  expect(await ledTo('127.0.0.1', { headers })).toBe(portal);
});

it('leads who is not in the garden to the portal, and says that they are free', async () => {
  const serviceId = await hold(2, 1, 'full', '127.9.0.2');
  await online(2);
  expect(await ledTo('127.9.0.2')).toBe(portal);
  const accept = { headers: { accept: 'application/captive+json' } };
  const free = JSON.parse((await come('127.9.0.2', accept)).body);
  expect(free).toEqual({ captive: false, 'user-portal-url': portal });
  await hold(3, 1, 'exhausted', '127.9.0.3');
  await online(3);
  const spent = JSON.parse((await come('127.9.0.3', accept)).body);
  expect(spent).toEqual({ captive: true, 'user-portal-url': portal });
  expect(site.cloud.payPages.filter((asked) => asked.serviceId === serviceId)).toEqual([]);
});

it('hands out nobody’s page at an address that has changed hands, until that is beyond doubt', async () => {
  const address = '127.9.0.4';
  const former = await hold(4, 1, 'walled-garden', address);
  const lost = await online(4);
  expect(await ledTo(address)).toBe(pageOf(former));
  const next = await hold(5, 1, 'walled-garden', address);
  const session = await online(5);
  // The Stop of the first was lost: two have the address.
  expect(await ledTo(address)).toBe(portal);
  await nas.hangUp(lost);
  // It was heard of last, and late.
  expect(await ledTo(address)).toBe(portal);
  nas.traffic(session, 1000, 1000);
  expect(await nas.interim(session)).toBe(true);
  expect(await ledTo(address)).toBe(pageOf(next));
  await nas.hangUp(session);
  expect(await ledTo(address)).toBe(portal);
});

it('leads to the portal again as soon as the line may do everything', async () => {
  const serviceId = await hold(6, 1, 'walled-garden', '127.9.0.6');
  await online(6);
  expect(await ledTo('127.9.0.6')).toBe(pageOf(serviceId));
  await hold(6, 2, 'full', '127.9.0.6');
  await online(6);
  expect(await ledTo('127.9.0.6')).toBe(portal);
});

it('is where the site has it, also after a restart, and nowhere if the site has none', async () => {
  const former = port;
  const page = pageOf(numberedId('svc', 1));
  port = await freePort();
  await configure({ port, address: '127.0.0.1' });
  await expect(comeFrom('127.9.0.1', former)).rejects.toThrow('ECONNREFUSED');
  expect(await ledTo('127.9.0.1')).toBe(page);
  await agent.stop();
  await expect(come('127.9.0.1')).rejects.toThrow('ECONNREFUSED');
  const before = site.cloud.clients.length;
  agent = await site.startAgent();
  await site.cloud.until(() => site.cloud.clients.length > before, 'a connection');
  await vi.waitUntil(() => site.logLines.at(-1)?.includes('connected to the cloud'));
  expect(await ledTo('127.9.0.1')).toBe(page);
  await configure();
  await expect(come('127.9.0.1')).rejects.toThrow('ECONNREFUSED');
});

it('says once in the log that it cannot be there, and goes on without', async () => {
  await configure({ port, address: '192.0.2.1' });
  const told = () => site.logLines.filter((line) => line.includes('pay redirect cannot be opened'));
  await expect.poll(told).toHaveLength(1);
  expect(told()[0]).toContain('EADDRNOTAVAIL');
  const now = await site.nas(agent);
  expect((await now.dial({ username: 'u-2', password })).accepted).toBe(true);
});
