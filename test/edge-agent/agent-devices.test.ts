import { afterEach, beforeEach, expect, it } from 'vitest';
import { newMessageId } from '../../edge-agent/message-ids.ts';
import type { AccessBinding } from '../../functions/contracts/access.ts';
import type { LookFinding, LookSubject } from '../../functions/contracts/edge/look.ts';
import type { ReportMessage } from '../../functions/contracts/edge/messages.ts';
import { createHuaweiOlt, type HuaweiOlt } from '../lab/olt-huawei.ts';
import { type RouterLab, startRouterLab } from '../lab/routeros.ts';
import {
  createTestSite,
  desired,
  desiredMessage,
  numberedId,
  siteId,
  type TestSite,
} from './support/site.ts';

const serviceId = numberedId('svc', 1);
const oltId = numberedId('nod', 2);
const routerId = numberedId('nod', 3);
const serial = 'HWTCAABBCCDD';
const password = 'subscriber-pw';

let site: TestSite;
let olt: HuaweiOlt;
let router: RouterLab;
beforeEach(async () => {
  site = await createTestSite();
  olt = await createHuaweiOlt({ community: 'sesame' });
  olt.plugIn(serial, { slot: 1, port: 0 });
  router = await startRouterLab({ username: 'throughline', password: 'let-me-in' });
  await site.startAgent();
  await site.cloud.until(() => site.cloud.digests.length > 0, 'digests on connect');
  site.cloud.send('configuration', {
    messageId: newMessageId(),
    siteId,
    revision: 1,
    issuedAt: '2026-11-01T00:00:00.000Z',
    nodes: [
      {
        nodeId: oltId,
        kind: 'olt',
        driver: 'huawei-ma5800',
        address: olt.host,
        port: olt.port,
        settings: {},
        credentials: { community: 'sesame' },
      },
      {
        nodeId: routerId,
        kind: 'nas',
        driver: 'mikrotik-routeros-api',
        address: router.host,
        port: router.port,
        settings: { tls: false, pauseMs: 0 },
        credentials: { username: 'throughline', password: 'let-me-in' },
      },
    ],
  });
  await site.cloud.until(
    () => site.cloud.digests.some((digests) => digests.configurationRevision === 1),
    'configuration',
  );
});
afterEach(async () => {
  await site.close();
  await olt.close();
  await router.close();
});

function fibre(node = oltId): Extract<AccessBinding, { technology: 'gpon' }> {
  return {
    technology: 'gpon',
    siteId,
    username: 'ada',
    onuSerial: serial,
    olt: { nodeId: node, lineProfile: 'home', serviceProfile: 'router', serviceVlan: 1001, userVlan: 100 },
  };
}

const gone = { present: false, entitlement: 'blocked' } as const;

async function send(
  revision: number,
  access: AccessBinding,
  more: Parameters<typeof desired>[2] = {},
): Promise<ReportMessage['observed']> {
  const message = desiredMessage(desired(serviceId, revision, { access, ...more }), password);
  site.cloud.send('desired', message);
  const report = await site.cloud.until(
    () => site.cloud.reports.find(({ inReplyTo }) => inReplyTo === message.messageId),
    `a report on revision ${revision}`,
  );
  return report.observed;
}

it('ends a service on an OLT: brought up with proof, shut by a suspension, taken away without a trace', async () => {
  const up = await send(1, fibre());
  const line = { nodeId: oltId, port: '0/1/0', onuId: 0, servicePort: expect.any(Number) };
  expect(up).toMatchObject({ outcome: 'applied', line });
  expect(up.steps.length).toBeGreaterThan(1);
  expect(up.steps.every(({ ok }) => ok)).toBe(true);
  expect([olt.onts().length, olt.servicePorts().length]).toEqual([1, 1]);
  expect(await send(1, fibre())).toMatchObject({ outcome: 'already-applied' });
  expect(await send(2, fibre(), { entitlement: 'blocked' })).toMatchObject({ outcome: 'applied' });
  expect(olt.onts()).toMatchObject([{ active: false }]);
  expect(await send(3, fibre())).toMatchObject({ outcome: 'applied' });
  expect(olt.onts()).toMatchObject([{ active: true }]);
  expect(await send(4, fibre(), gone)).toMatchObject({ outcome: 'applied' });
  expect([olt.onts(), olt.servicePorts()]).toEqual([[], []]);
});

it('ends a service on OLT and router; what a refusal of the router leaves is cleaned', async () => {
  const access = { ...fibre(), router: { nodeId: routerId } };
  router.fault = { kind: 'refuse', on: /\/ppp\/secret\/add/, words: 'failure: no room' };
  const refused = await send(1, access);
  expect(refused).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('no room') });
  expect(olt.onts()).toHaveLength(1);
  router.fault = undefined;
  expect(await send(2, access, gone)).toMatchObject({ outcome: 'applied' });
  expect([olt.onts(), olt.servicePorts()]).toEqual([[], []]);

  expect(await send(3, access)).toMatchObject({ outcome: 'applied' });
  expect(router.dial('ppp', 'ada', password)).toBeDefined();
  expect(await send(4, access, { entitlement: 'blocked' })).toMatchObject({ outcome: 'applied' });
  expect(router.dial('ppp', 'ada', password)).toBeUndefined();
  expect(await send(5, access, gone)).toMatchObject({ outcome: 'applied' });
  expect(olt.onts()).toEqual([]);
});

it('refuses an OLT that the site does not have, and has nothing to undo', async () => {
  const missing = numberedId('nod', 9);
  const refused = await send(1, fibre(missing));
  expect(refused).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(missing) });
  expect(await send(2, fibre(missing), gone)).toMatchObject({ outcome: 'applied' });
});

it('reports whose a number is that it was given', async () => {
  olt.plugIn('HWTC00000001', { slot: 1, port: 0 });
  const other = { ...fibre(), username: 'bo', onuSerial: 'HWTC00000001' };
  const numbered = { port: '0/1/0', onuId: 5, servicePort: 900 };
  expect(await send(1, { ...other, olt: { ...other.olt!, ...numbered } })).toMatchObject({
    outcome: 'applied',
    line: { nodeId: oltId, ...numbered },
  });
  const message = desiredMessage(
    desired(numberedId('svc', 2), 1, {
      access: { ...fibre(), olt: { ...fibre().olt!, ...numbered, userVlan: 101 } },
    }),
    password,
  );
  site.cloud.send('desired', message);
  const { observed } = await site.cloud.until(
    () => site.cloud.reports.find(({ inReplyTo }) => inReplyTo === message.messageId),
    'a report',
  );
  expect(observed).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining('0/1/0:5 belongs to HWTC00000001'),
    conflicts: [{ nodeId: oltId, kind: 'onu-id', value: '0/1/0:5' }],
  });
});

const soon = () => new Date(Date.now() + 60_000).toISOString();
async function ask(subject: LookSubject, expiresAt = soon()): Promise<LookFinding> {
  const messageId = newMessageId();
  site.cloud.send('look', { messageId, siteId, issuedAt: '2026-11-01T00:00:00.000Z', expiresAt, subject });
  const answer = await site.cloud.until(
    () => site.cloud.looks.find(({ inReplyTo }) => inReplyTo === messageId),
    'an answer to a look',
  );
  return answer.finding;
}

it('looks at its devices when it is asked, and tells what it may not or cannot see', async () => {
  const onus = { of: 'unconfigured-onus' as const, nodeId: oltId };
  const waits = { serial, port: '0/1/0', state: 'unconfigured', waitsSince: expect.any(String) };
  const first = await ask(onus);
  expect(first).toEqual({ of: 'unconfigured-onus', onus: [waits] });
  expect(await ask(onus), 'since the first look that saw it').toEqual(first);
  const service = { of: 'service' as const, serviceId };
  expect(await ask(service)).toEqual({ of: 'service', devices: [], sessions: [] });

  await send(1, { ...fibre(), router: { nodeId: routerId } });
  const { sets } = olt;
  const seen = await ask(service);
  expect(seen).toMatchObject({
    of: 'service',
    revision: 1,
    devices: [
      {
        device: 'onu',
        outcome: 'as-desired',
        onu: { serial, port: '0/1/0', onuId: 0, state: 'online', receivedDbm: -19.5 },
      },
      { device: 'router', nodeId: routerId, outcome: 'as-desired' },
    ],
  });
  expect(JSON.stringify(seen)).not.toContain(password);
  expect(olt.sets).toBe(sets);
  expect(await ask(onus)).toMatchObject({ onus: [] });

  router.fault = { kind: 'refuse', on: /\/ppp\/secret\/print/, words: 'failure: not now' };
  expect(await ask(service)).toMatchObject({
    devices: [
      { outcome: 'as-desired' },
      { outcome: 'different', reason: expect.stringContaining('not now') },
    ],
  });
  router.fault = undefined;

  for (const [nodeId, words] of [
    [routerId, 'knows no ONUs'],
    [numberedId('nod', 9), 'has no node'],
  ] as const) {
    expect(await ask({ of: 'unconfigured-onus', nodeId })).toMatchObject({
      of: 'nothing',
      why: 'unable',
      words: expect.stringContaining(words),
    });
  }
  expect(await ask(onus, '2026-01-01T00:00:00.000Z')).toMatchObject({ of: 'nothing', why: 'late' });
});

it('tries a node that nobody has saved: who it says that it is, or its own words, and no secret in them', async () => {
  const node = (change: object) => ({
    nodeId: numberedId('nod', 8),
    kind: 'olt' as const,
    driver: 'huawei-ma5800',
    address: olt.host,
    port: olt.port,
    settings: {},
    credentials: { community: 'sesame' },
    ...change,
  });
  const onRouter = {
    kind: 'nas' as const,
    driver: 'mikrotik-routeros-api',
    address: router.host,
    port: router.port,
    settings: { tls: false },
    credentials: { username: 'throughline', password: 'let-me-in' },
  };
  const trial = (change: object) => ask({ of: 'trial-node', node: node(change) });
  expect(await trial({})).toEqual({
    of: 'trial-node',
    answered: 'yes',
    identity: 'olt-of-the-lab, An OLT of the lab',
  });
  expect(await trial(onRouter)).toEqual({
    of: 'trial-node',
    answered: 'yes',
    identity: expect.stringMatching(/^router-of-the-lab, CHR, RouterOS 7\.18/),
  });
  const speaker = {
    kind: 'nas',
    driver: 'radius-nas',
    port: undefined,
    credentials: { secret: 'of-the-nas' },
  };
  expect(await trial(speaker)).toEqual({ of: 'trial-node', answered: 'speaks-first' });

  const wrong = { ...onRouter, credentials: { username: 'throughline', password: 'not-that-one' } };
  expect(await trial(wrong)).toMatchObject({
    of: 'nothing',
    why: 'unable',
    words: expect.stringContaining('invalid user name or password'),
  });
  const silent = { settings: { timeoutMs: 50, retries: 0 }, credentials: { community: 'nobodys' } };
  expect(await trial(silent)).toMatchObject({ of: 'nothing', why: 'unreachable' });
  expect(await trial({ settings: { parallel: 0 } })).toMatchObject({
    of: 'nothing',
    why: 'unable',
    words: expect.stringContaining('settings.parallel'),
  });

  // The site has the nodes that it had, and no secret left the agent but for the device.
  expect(await ask({ of: 'unconfigured-onus', nodeId: numberedId('nod', 8) })).toMatchObject({
    of: 'nothing',
    words: expect.stringContaining('has no node'),
  });
  const told = JSON.stringify([site.logLines, site.cloud.looks]);
  for (const secret of ['sesame', 'let-me-in', 'not-that-one', 'nobodys', 'of-the-nas']) {
    expect(told).not.toContain(secret);
  }
});
