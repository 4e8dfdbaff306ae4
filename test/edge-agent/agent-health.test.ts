import { afterEach, beforeEach, expect, it } from 'vitest';
import { newMessageId } from '../../edge-agent/message-ids.ts';
import type { NodeHealth, RefusedLogin } from '../../functions/contracts/edge/messages.ts';
import { createNas } from '../lab/nas.ts';
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
const nasId = numberedId('nod', 1);
const badId = numberedId('nod', 2);
const twinId = numberedId('nod', 3);
const deadId = numberedId('nod', 4);
const password = 'the right password';

let site: TestSite;
let agent: Awaited<ReturnType<TestSite['startAgent']>>;
beforeEach(async () => {
  site = await createTestSite();
  agent = await site.startAgent({ sessionAuditMs: 60 });
  await site.cloud.until(() => site.cloud.digests.length > 0, 'digests on connect');
  const nas = { kind: 'nas', address: '127.0.0.1', settings: {}, credentials: { secret: nasSecret } };
  site.cloud.send('configuration', {
    messageId: newMessageId(),
    siteId,
    revision: 1,
    issuedAt: '2026-11-01T00:00:00.000Z',
    nodes: [
      { ...nas, nodeId: nasId, driver: 'radius-nas' },
      { ...nas, nodeId: badId, driver: 'radius-nas', address: '10.0.0.2', settings: { coaPort: 'x' } },
      { ...nas, nodeId: twinId, driver: 'accel-ppp' },
      {
        nodeId: deadId,
        kind: 'nas',
        driver: 'mikrotik-routeros-api',
        address: '127.0.0.1',
        port: 1,
        settings: { tls: false, pauseMs: 0, timeoutMs: 100 },
        credentials: { username: 'throughline', password: 'let-me-in' },
      },
    ],
  });
});
afterEach(async () => {
  expect(site.cloud.broken).toEqual([]);
  await site.close();
});

const told = (nodeId: string, fits: (health: NodeHealth) => boolean) =>
  site.cloud.until(
    () =>
      site.cloud.health
        .flatMap(({ nodes }) => nodes)
        .find((health) => health.nodeId === nodeId && fits(health)),
    `health of ${nodeId}`,
    20_000,
  );
const refusals = (): RefusedLogin[] => site.cloud.health.flatMap(({ refusedLogins }) => refusedLogins);

it('tells which nodes it cannot use and why, and which do not answer', async () => {
  expect(await told(nasId, () => true)).toMatchObject({
    state: 'usable',
    limits: { parallel: 16, perSecond: 100 },
  });
  expect((await told(badId, () => true)).problem).toMatch(/^settings\.coaPort must be a UDP port/);
  expect((await told(twinId, () => true)).problem).toContain(
    `address 127.0.0.1 is that of node ${nasId} already`,
  );
  const dead = await told(deadId, ({ reachable }) => reachable === false);
  expect(dead).toMatchObject({ state: 'usable', since: expect.any(String) });
  expect(dead.errors).toBeGreaterThanOrEqual(3);
  expect(dead.lastError?.words).toContain('127.0.0.1');
  expect(JSON.stringify(site.cloud.health)).not.toMatch(/let-me-in|a secret between/);
});

it('tells of log-ins that it refused, and of a NAS with another secret, without ever telling a password', async () => {
  await told(nasId, () => true);
  const access = { technology: 'pppoe', siteId, username: 'ada' } as const;
  const message = desiredMessage(desired(serviceId, 1, { access }), password);
  site.cloud.send('desired', message);
  await site.cloud.until(
    () => site.cloud.reports.some(({ inReplyTo }) => inReplyTo === message.messageId),
    'the proof',
  );
  const radius = { host: '127.0.0.1', auth: agent.auth.port, acct: agent.acct.port };
  const nas = await createNas({ host: '127.0.0.1', radius: { ...radius, secret: nasSecret }, interimMs: 0 });
  for (const wrong of ['a wrong password', 'an even wronger one']) {
    expect((await nas.dial({ username: 'ada', password: wrong })).accepted).toBe(false);
  }
  expect((await nas.dial({ username: 'nobody', password: 'x' })).accepted).toBe(false);
  await site.cloud.until(() => refusals().length > 0, 'the refusal', 20_000);
  const all = refusals();
  expect(all.map(({ serviceId: of }) => of).every((of) => of === serviceId)).toBe(true);
  expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  expect(all.at(-1)).toMatchObject({
    reason: 'wrong-password',
    username: 'ada',
    nodeId: nasId,
    nasAddress: '127.0.0.1',
    replyMessage: 'Wrong user name or password',
  });
  expect((await told(nasId, ({ reachable }) => reachable === true)).requestsPerMinute).toBeGreaterThanOrEqual(
    1,
  );

  const stranger = await createNas({
    host: '127.0.0.1',
    radius: { ...radius, secret: 'not that secret' },
    interimMs: 0,
    attempts: 1,
    retransmitMs: 50,
  });
  await stranger.dial({ username: 'ada', password });
  expect((await told(nasId, ({ lastError }) => lastError !== undefined)).lastError?.words).toContain(
    'its shared secret is another one',
  );
  const everything = [JSON.stringify(site.cloud.health), ...site.logLines].join('\n');
  for (const secret of [password, 'a wrong password', 'an even wronger one', nasSecret]) {
    expect(everything).not.toContain(secret);
  }
  await nas.close();
  await stranger.close();
});
