import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../edge-agent/agent.ts';
import type { DriverTools } from '../../edge-agent/capabilities/driver.ts';
import type { OnuGrant } from '../../edge-agent/capabilities/onu-provisioning.ts';
import huawei from '../../edge-agent/drivers/huawei-ma5800.ts';
import { newComparisonId, newMessageId } from '../../edge-agent/message-ids.ts';
import { deviceSteps } from '../../edge-agent/reconcile/device-steps.ts';
import type { AccessBinding } from '../../functions/contracts/access.ts';
import type { ReportMessage } from '../../functions/contracts/edge/messages.ts';
import type { DesiredState, NetworkDifference } from '../../functions/contracts/network-state.ts';
import type { DriftPolicy } from '../../functions/contracts/site.ts';
import { type PyHssLab, startPyHss } from '../lab/lte-pyhss.ts';
import { createHuaweiOlt, type HuaweiOlt } from '../lab/olt-huawei.ts';
import { type RouterLab, startRouterLab } from '../lab/routeros.ts';
import { grant as sim } from './drivers/lte-matrix.ts';
import {
  createTestSite,
  desired,
  desiredMessage,
  numberedId,
  siteId,
  type TestSite,
} from './support/site.ts';

const home = numberedId('svc', 1);
const mobile = numberedId('svc', 2);
const oltId = numberedId('nod', 2);
const routerId = numberedId('nod', 3);
const coreId = numberedId('nod', 4);
const password = 'subscriber-pw';
const serial = 'HWTCAABBCCDD';

const fibre: AccessBinding = {
  technology: 'gpon',
  siteId,
  username: 'ada',
  framedIp: '10.9.0.7',
  onuSerial: serial,
  olt: { nodeId: oltId, lineProfile: 'home', serviceProfile: 'router', serviceVlan: 1001, userVlan: 100 },
  router: { nodeId: routerId },
};
const lte: AccessBinding = {
  technology: 'lte',
  siteId,
  imsi: sim.imsi,
  core: { nodeId: coreId, apn: sim.apn },
};

let site: TestSite;
let agent: Agent;
let olt: HuaweiOlt;
let router: RouterLab;
let core: PyHssLab;
let configurations = 0;
beforeEach(async () => {
  site = await createTestSite();
  olt = await createHuaweiOlt({ community: 'sesame' });
  olt.plugIn(serial, { slot: 1, port: 0 });
  router = await startRouterLab({ username: 'throughline', password: 'let-me-in' });
  core = await startPyHss({ provisioningKey: 'let-me-in' });
  await begin();
  await configure('mend');
  await send(home, 1, fibre);
  await send(mobile, 1, lte);
});
afterEach(async () => {
  await site.close();
  await Promise.all([olt.close(), router.close(), core.close()]);
});

async function begin(): Promise<void> {
  agent = await site.startAgent({ auditPauseMs: 0 });
  const known = site.cloud.digests.length;
  await site.cloud.until(() => site.cloud.digests.length > known || known > 0, 'digests on connect');
}

async function configure(driftPolicy: DriftPolicy): Promise<void> {
  const revision = ++configurations;
  const node = (
    nodeId: string,
    kind: string,
    driver: string,
    at: { host: string; port: number },
    more: object,
  ) => ({
    nodeId,
    kind,
    driver,
    address: at.host,
    port: at.port,
    driftPolicy,
    ...more,
  });
  site.cloud.send('configuration', {
    messageId: newMessageId(),
    siteId,
    revision,
    issuedAt: '2026-11-01T00:00:00.000Z',
    nodes: [
      node(oltId, 'olt', 'huawei-ma5800', olt, {
        settings: { timeoutMs: 500, retries: 0 },
        credentials: { community: 'sesame' },
      }),
      node(routerId, 'nas', 'mikrotik-routeros-api', router, {
        settings: { tls: false, pauseMs: 0 },
        credentials: { username: 'throughline', password: 'let-me-in' },
      }),
      node(coreId, 'lte-core', 'pyhss', core, {
        settings: { tls: false, cutWaitMs: 60 },
        credentials: { provisioningKey: 'let-me-in' },
      }),
    ],
  });
  await site.cloud.until(
    () => site.cloud.digests.some((digests) => digests.configurationRevision === revision),
    'configuration',
  );
}

async function send(
  serviceId: string,
  revision: number,
  access: AccessBinding,
  more: Partial<Omit<DesiredState, 'profile'>> = {},
): Promise<ReportMessage['observed']> {
  const state = desired(serviceId, revision, { access, ...more });
  const keys = access.technology === 'lte' ? { keys: { ki: sim.ki, opc: sim.opc } } : {};
  const message = { ...desiredMessage(state, password), ...keys };
  if (access.technology === 'lte') delete (message as { password?: string }).password;
  site.cloud.send('desired', message);
  const report = await site.cloud.until(
    () => site.cloud.reports.find(({ inReplyTo }) => inReplyTo === message.messageId),
    `a report on revision ${revision}`,
  );
  expect(report.observed, report.observed.reason).toMatchObject({ outcome: 'applied' });
  return report.observed;
}

/** Has all devices read back, and gives what was told of it and what was reported besides. */
async function audit() {
  const comparisonId = newComparisonId();
  const known = site.cloud.reports.length;
  site.cloud.send('compare', {
    messageId: newMessageId(),
    issuedAt: '2026-11-01T00:00:00.000Z',
    comparisonId,
    depth: 'devices',
  });
  const end = await site.cloud.until(
    () => site.cloud.audits.find((one) => one.comparisonId === comparisonId && one.finishedAt !== undefined),
    'the end of the audit',
  );
  await agent.idle();
  return { end, reported: () => site.cloud.reports.slice(known).map(({ observed }) => observed) };
}

async function reportAfter(known: number, what: string): Promise<ReportMessage['observed']> {
  const report = await site.cloud.until(() => site.cloud.reports[known], what);
  return report.observed;
}

const queueOf = () => router.state.items('/queue/simple')[0]!;
const raiseRate = () => router.state.set('/queue/simple', queueOf()['.id']!, { 'max-limit': '100M/100M' });
const rate = (observed: string): NetworkDifference => ({
  nodeId: routerId,
  what: 'queue of ada: max-limit',
  desired: '10000k/50000k',
  observed,
});

/** Somebody else's hand on the OLT: what they want instead of what the service must have. */
async function byHandOnOlt(change: Partial<OnuGrant>): Promise<void> {
  const step = deviceSteps(desired(home, 1, { access: fibre })).find(({ device }) => device === 'onu');
  if (step?.device !== 'onu') throw new Error('no ONU');
  const tools = { isOpen: () => false, now: () => '2026-11-01T00:00:00.000Z' };
  const hand = huawei.open(
    huawei.settings.parse({}),
    huawei.credentials.parse({ community: 'sesame' }),
    tools as unknown as DriverTools,
    { nodeId: oltId, address: olt.host, port: olt.port },
  );
  const changed = await hand.onuProvisioning?.apply({ ...step.grant, ...change });
  expect(changed).toMatchObject({ outcome: 'applied' });
  hand.close?.();
}

describe('reading devices back', () => {
  it('says that all is well, and reports nothing, when it is', async () => {
    const { end, reported } = await audit();
    expect(end).toMatchObject({ services: 3, looked: 3, differences: 0, unreachable: 0 });
    expect(reported()).toEqual([]);
    expect(JSON.stringify(site.cloud.audits)).not.toContain(password);
  });

  it('mends values, removals and additions on router, OLT and core, and tells what was found', async () => {
    raiseRate();
    router.state.remove('/ppp/secret', router.state.items('/ppp/secret')[0]!['.id']!);
    await byHandOnOlt({ serviceVlan: 1002, active: false });
    core.byHand('subscriber', { imsi: sim.imsi }, { ue_ambr_dl: 1_000_000 });
    const known = site.cloud.reports.length;
    const { end } = await audit();
    expect(end).toMatchObject({ services: 3, differences: 3 });
    await site.cloud.until(() => site.cloud.reports.length >= known + 2, 'both reports');
    const found = site.cloud.reports.slice(known).map(({ observed }) => observed);
    expect(found.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    const differences = found.flatMap((one) => one.differences ?? []);
    expect(differences).toEqual(
      expect.arrayContaining([
        rate('100000000/100000000'),
        { nodeId: routerId, what: 'PPP secret ada', desired: 'there', observed: 'not there' },
        expect.objectContaining({
          nodeId: oltId,
          what: 'service port',
          desired: 'VLAN 1001 alone for user VLAN 100',
          observed: expect.stringContaining('VLAN 1002'),
        }),
        { nodeId: oltId, what: 'admin state', desired: 'active', observed: 'deactivated' },
        { nodeId: coreId, what: 'downlink bit/s', desired: '50000000', observed: '1000000' },
      ]),
    );
    expect(queueOf()['max-limit']).toBe('10000000/50000000');
    expect(olt.servicePorts()).toMatchObject([{ vlan: 1001, userVlan: 100 }]);
    expect(olt.onts()).toMatchObject([{ active: true }]);
    const again = await audit();
    expect([again.end.differences, again.reported()]).toEqual([0, []]);
  });

  it('never shows a secret, neither the right one nor the wrong one', async () => {
    const [secret] = router.state.items('/ppp/secret');
    router.state.set('/ppp/secret', secret!['.id']!, { password: 'made-by-hand' });
    const known = site.cloud.reports.length;
    await audit();
    const { differences } = await reportAfter(known, 'the mend');
    expect(differences).toEqual([
      {
        nodeId: routerId,
        what: 'PPP secret ada: password',
        desired: 'as ordered',
        observed: 'another one',
      },
    ]);
    expect(JSON.stringify(site.cloud.reports)).not.toMatch(/made-by-hand|subscriber-pw/);
    expect(site.logLines.join()).not.toMatch(/made-by-hand|subscriber-pw/);
  });

  it('counts what a silent node has, and reads all of it back when the node answers again', async () => {
    raiseRate();
    const { host, port } = router;
    await router.close();
    const { end } = await audit();
    expect(end).toMatchObject({ services: 3, unreachable: 1, differences: 0 });
    router = await startRouterLab({ username: 'throughline', password: 'let-me-in', port });
    expect(router.host).toBe(host);
    const known = site.cloud.reports.length;
    // Somebody else's order is what shows that it is back.
    await send(numberedId('svc', 3), 1, {
      technology: 'pppoe',
      siteId,
      username: 'bob',
      router: { nodeId: routerId },
    });
    await site.cloud.until(
      () => site.cloud.reports.slice(known).some(({ observed }) => observed.serviceId === home),
      'the router’s services put right',
    );
    expect(
      router.state
        .items('/ppp/secret')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['ada', 'bob']);
  });

  it('goes on after a restart, and is told until the cloud has acknowledged the end', async () => {
    site.cloud.acknowledges = false;
    const { end } = await audit();
    const told = site.cloud.audits.length;
    await agent.stop();
    site.cloud.acknowledges = true;
    await begin();
    const again = await site.cloud.until(() => site.cloud.audits[told], 'the end told again');
    expect(again).toMatchObject({ comparisonId: end.comparisonId, finishedAt: end.finishedAt });
  });
});

describe('a hold', () => {
  beforeEach(() => configure('hold'));

  it('leaves what was changed, tells both sides once, and tells when it is right again', async () => {
    raiseRate();
    const known = site.cloud.reports.length;
    await audit();
    const held = await reportAfter(known, 'the drift');
    expect(held).toMatchObject({
      outcome: 'drifted',
      revision: 1,
      differences: [rate('100000000/100000000')],
    });
    expect(queueOf()['max-limit']).toBe('100000000/100000000');
    expect((await audit()).reported()).toEqual([]);
    expect(queueOf()['max-limit']).toBe('100000000/100000000');
    router.state.set('/queue/simple', queueOf()['.id']!, { 'max-limit': '10M/50M' });
    await audit();
    expect(await reportAfter(known + 1, 'the end of it')).toMatchObject({ outcome: 'applied' });
  });

  it('outlasts a restart and a repeated message, and ends with an order', async () => {
    raiseRate();
    await audit();
    await agent.stop();
    await begin();
    const message = desiredMessage(desired(home, 1, { access: fibre }), password);
    site.cloud.send('desired', message);
    const repeated = await site.cloud.until(
      () => site.cloud.reports.find(({ inReplyTo }) => inReplyTo === message.messageId),
      'an answer to the repeated message',
    );
    expect(repeated.observed).toMatchObject({ outcome: 'drifted' });
    expect(queueOf()['max-limit']).toBe('100000000/100000000');
    await send(home, 2, fibre);
    expect(queueOf()['max-limit']).toBe('10000000/50000000');
  });

  it('ends when the policy is to mend', async () => {
    raiseRate();
    const known = site.cloud.reports.length;
    await audit();
    await reportAfter(known, 'the drift');
    await configure('mend');
    const mended = await reportAfter(known + 1, 'the mend');
    expect(mended).toMatchObject({ outcome: 'applied', differences: [rate('100000000/100000000')] });
    expect(queueOf()['max-limit']).toBe('10000000/50000000');
  });

  it('keeps nobody online who is suspended, and nobody faster who is throttled', async () => {
    await send(home, 2, fibre, { entitlement: 'blocked' });
    const [secret] = router.state.items('/ppp/secret');
    router.state.set('/ppp/secret', secret!['.id']!, { disabled: 'no' });
    const known = site.cloud.reports.length;
    await audit();
    expect(await reportAfter(known, 'the mend')).toMatchObject({ outcome: 'applied' });
    expect(router.state.items('/ppp/secret')[0]).toMatchObject({ disabled: 'true' });
    await send(home, 3, fibre, { entitlement: 'throttled' });
    raiseRate();
    await audit();
    expect(queueOf()['max-limit']).toBe('10000000/50000000');
  });
});
