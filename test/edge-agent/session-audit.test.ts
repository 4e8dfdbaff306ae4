import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { secondsOf } from '../../edge-agent/capabilities/routeros-session-list.ts';
import { newMessageId } from '../../edge-agent/message-ids.ts';
import type { AccessBinding } from '../../functions/contracts/access.ts';
import type { AccountingRecord, ReportMessage } from '../../functions/contracts/edge/messages.ts';
import { type PyHssLab, startPyHss } from '../lab/lte-pyhss.ts';
import { createNas } from '../lab/nas.ts';
import { type RouterLab, startRouterLab } from '../lab/routeros.ts';
import {
  createTestSite,
  desired,
  desiredMessage,
  nasSecret,
  numberedId,
  siteId,
  type TestSite,
} from './support/site.ts';

const serviceId = numberedId('svc', 1);
const routerId = numberedId('nod', 3);
const coreId = numberedId('nod', 4);
const password = 'subscriber-pw';
const keys = { ki: '465b5ce8b199b49faa5f0a2ee238a6bc', opc: 'e8ed289deba952e4283b54e88e6183ca' };
const imsi = '001010000000001';

let site: TestSite;
let agent: Awaited<ReturnType<TestSite['startAgent']>>;
let router: RouterLab;
let core: PyHssLab;
beforeEach(async () => {
  site = await createTestSite();
  router = await startRouterLab({ username: 'throughline', password: 'let-me-in' });
  core = await startPyHss({});
  agent = await site.startAgent({ sessionAuditMs: 100 });
  await site.cloud.until(() => site.cloud.digests.length > 0, 'digests on connect');
  site.cloud.send('configuration', {
    messageId: newMessageId(),
    siteId,
    revision: 1,
    issuedAt: '2026-11-01T00:00:00.000Z',
    nodes: [
      {
        nodeId: routerId,
        kind: 'nas',
        driver: 'mikrotik-routeros-api',
        address: router.host,
        port: router.port,
        settings: { tls: false, pauseMs: 0 },
        credentials: { username: 'throughline', password: 'let-me-in', secret: nasSecret },
      },
      {
        nodeId: coreId,
        kind: 'lte-core',
        driver: 'pyhss',
        address: core.host,
        port: core.port,
        settings: { cutWaitMs: 60 },
        credentials: {},
      },
    ],
  });
  await site.cloud.until(
    () => site.cloud.digests.some((digests) => digests.configurationRevision === 1),
    'configuration',
  );
});
afterEach(async () => {
  expect(site.cloud.broken).toEqual([]);
  await site.close();
  await router.close();
  await core.close();
});

const pppoe: AccessBinding = {
  technology: 'pppoe',
  siteId,
  username: 'ada',
  router: { nodeId: routerId },
};
const lte: AccessBinding = {
  technology: 'lte',
  siteId,
  imsi,
  core: { nodeId: coreId, apn: 'internet' },
};
const blocked = { entitlement: 'blocked' } as const;
const gone = { present: false, entitlement: 'blocked' } as const;

async function send(
  revision: number,
  access: AccessBinding,
  more: Parameters<typeof desired>[2] = {},
): Promise<ReportMessage['observed']> {
  const state = desired(serviceId, revision, { access, ...more });
  const message = {
    ...desiredMessage(state, password),
    ...(access.technology === 'lte' && state.present ? { keys } : {}),
  };
  site.cloud.send('desired', message);
  const report = await site.cloud.until(
    () => site.cloud.reports.find(({ inReplyTo }) => inReplyTo === message.messageId),
    `a report on revision ${revision}`,
  );
  return report.observed;
}

const records = (): AccountingRecord[] => [...site.cloud.accounting.values()];
const recorded = (fits: (record: AccountingRecord) => boolean, what: string) =>
  site.cloud.until(() => records().find(fits), what, 20_000);
const unasked = (fits: (report: ReportMessage) => boolean, what: string) =>
  site.cloud.until(
    () => site.cloud.reports.find((report) => report.inReplyTo === undefined && fits(report)),
    what,
    20_000,
  );

describe('on a router', () => {
  it('who is online without any accounting is shown by the router’s list, until he is gone from it', async () => {
    expect(await send(1, pppoe)).toMatchObject({ outcome: 'applied' });
    const dialled = router.dial('ppp', 'ada', password);
    router.state.make('/ppp/active', { name: 'the engineer', service: 'pppoe', address: '10.99.9.9' });
    Object.assign(router.state.items('/ppp/active')[0]!, {
      uptime: '1m30s',
      'caller-id': 'AA:BB:CC:00:11:22',
    });
    const start = await recorded(({ source }) => source === 'device', 'the session');
    expect(start).toMatchObject({
      kind: 'start',
      username: 'ada',
      serviceId,
      nodeId: routerId,
      technology: 'pppoe',
      framedIp: dialled?.['address'],
      callingStationId: 'AA:BB:CC:00:11:22',
      sessionSeconds: 90,
    });
    expect(records().filter(({ username }) => username !== 'ada')).toEqual([]);
    await router.restart();
    const stop = await recorded(({ kind }) => kind === 'stop', 'the end');
    expect(stop).toMatchObject({
      sessionId: start.sessionId,
      source: 'device',
      closedBy: 'device-list',
      terminateCause: 'Lost-Carrier',
    });
  });

  it('a session that outlives a suspension is found, tried again, an alarm, and cut when the router obeys', async () => {
    expect(await send(1, pppoe)).toMatchObject({ outcome: 'applied' });
    router.dial('ppp', 'ada', password);
    router.fault = { kind: 'lie', on: /\/ppp\/active\/remove/ };
    const suspended = await send(2, pppoe, blocked);
    expect(suspended.outcome).not.toBe('applied');
    const alarm = await unasked(({ observed }) => observed.outliving !== undefined, 'the alarm');
    expect(alarm.observed).toMatchObject({
      revision: 2,
      outliving: { attempts: 3, since: expect.any(String) },
      reason: expect.stringContaining('still shows the session'),
    });
    router.fault = undefined;
    await unasked(({ observed }) => observed.outcome === 'applied', 'that it is over');
    expect(router.state.items('/ppp/active')).toEqual([]);
    expect(site.cloud.reports.filter(({ observed: { outliving } }) => outliving !== undefined)).toHaveLength(
      1,
    );
  });

  it('who comes in again after the end, by whatever somebody put there by hand, is cut', async () => {
    expect(await send(1, pppoe)).toMatchObject({ outcome: 'applied' });
    expect(await send(2, pppoe, gone)).toMatchObject({ outcome: 'applied' });
    router.state.make('/ppp/active', {
      name: 'ada',
      service: 'pppoe',
      address: '10.99.0.5',
      radius: 'false',
    });
    await recorded(({ kind, closedBy }) => kind === 'stop' && closedBy === 'cut', 'the end of what was cut');
    expect(router.state.items('/ppp/active')).toEqual([]);
  });

  it('what accounting holds for open and the router does not list is closed by rule', async () => {
    expect(await send(1, pppoe)).toMatchObject({ outcome: 'applied' });
    const nas = await createNas({
      host: '127.0.0.1',
      radius: { host: '127.0.0.1', auth: agent.auth.port, acct: agent.acct.port, secret: nasSecret },
      interimMs: 0,
    });
    const login = await nas.dial({ username: 'ada', password });
    expect(login.accepted).toBe(true);
    await recorded(({ kind, source }) => kind === 'start' && source === undefined, 'its Start');
    await vi.waitFor(
      () => expect(site.logLines.join('\n')).toContain('are not listed any more and end without a word'),
      { timeout: 20_000, interval: 20 },
    );
    await nas.close();
  });
});

describe('on an LTE core', () => {
  it('who is attached is shown, and gone when the suspension has cut him', async () => {
    expect(await send(1, lte)).toMatchObject({ outcome: 'applied' });
    expect(core.attach(imsi, keys)).toBe(true);
    const start = await recorded(({ source }) => source === 'device', 'the session');
    expect(start).toMatchObject({ kind: 'start', username: imsi, serviceId, technology: 'lte' });
    expect(start.framedIp).toBe(core.ue(imsi)?.ip);
    const suspended = await send(2, lte, blocked);
    expect(suspended.outcome).toBe('applied');
    expect(suspended.steps).toContainEqual(
      expect.objectContaining({ check: expect.stringContaining(imsi), answer: 'not listed any more' }),
    );
    await recorded(({ kind, closedBy }) => kind === 'stop' && closedBy === 'cut', 'the end');
    expect(core.ue(imsi)).toBeUndefined();
  });

  it('a session that the core does not let go of is an alarm until it does', async () => {
    expect(await send(1, lte)).toMatchObject({ outcome: 'applied' });
    core.attach(imsi, keys);
    await recorded(({ source }) => source === 'device', 'the session');
    core.phonesObey = false;
    expect((await send(2, lte, blocked)).outcome).toBe('unreachable');
    const alarm = await unasked(({ observed }) => observed.outliving !== undefined, 'the alarm');
    expect(alarm.observed.reason).toContain('session');
    core.phonesObey = true;
    await unasked(({ observed }) => observed.outcome === 'applied', 'that it is over');
    expect(core.ue(imsi)).toBeUndefined();
  });
});

it('durations of RouterOS are read', () => {
  expect(['1w2d3h4m5s', '00:01:30', '2d01:00:00', '45s', '250ms', '', undefined].map(secondsOf)).toEqual([
    788_645,
    90,
    176_400,
    45,
    undefined,
    undefined,
    undefined,
  ]);
});
