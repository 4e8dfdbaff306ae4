import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../edge-agent/agent.ts';
import { newComparisonId, newMessageId } from '../../edge-agent/message-ids.ts';
import { bucketDigests, bucketOf } from '../../functions/contracts/edge/buckets.ts';
import type { DesiredMessage, ReportMessage } from '../../functions/contracts/edge/messages.ts';
import type { Nas } from '../lab/nas.ts';
import {
  configurationMessage,
  createTestSite,
  desired,
  desiredMessage,
  numberedId,
  type TestSite,
} from './support/site.ts';

let site: TestSite;
let agent: Agent;
let nas: Nas;
const serviceId = numberedId('svc', 1);
const username = `u-${serviceId}`;
const password = 'subscriber-pw';

beforeEach(async () => {
  site = await createTestSite();
  agent = await site.startAgent();
  nas = await site.nas(agent);
  await site.cloud.until(() => site.cloud.digests.length > 0, 'digests on connect');
  site.cloud.send('configuration', configurationMessage(1, nas));
  await site.cloud.until(
    () => site.cloud.digests.some((d) => d.configurationRevision === 1),
    'configuration',
  );
});

afterEach(async () => {
  await site.close();
  expect(site.cloud.broken).toEqual([]);
});

async function send(message: DesiredMessage): Promise<ReportMessage> {
  site.cloud.send('desired', message);
  return site.cloud.until(
    () => site.cloud.reports.find((report) => report.inReplyTo === message.messageId),
    `a report on ${message.desired.serviceId} revision ${message.desired.revision}`,
  );
}

const records = (kind: string) =>
  [...site.cloud.accounting.values()].filter((record) => record.kind === kind);

describe('on connect', () => {
  it('says that it is online, then what it holds', async () => {
    expect(site.cloud.statuses[0]).toMatchObject({ state: 'online', services: 0, backlog: 0 });
    expect(site.cloud.digests[0]).toMatchObject({ buckets: {}, configurationRevision: 0 });
    await send(desiredMessage(desired(serviceId, 3)));
    const compare = {
      messageId: newMessageId(),
      issuedAt: '2026-11-01T00:00:00.000Z',
      comparisonId: newComparisonId(),
      depth: 'replica',
    };
    site.cloud.send('compare', compare);
    const expected = bucketDigests([{ serviceId, revision: 3 }]);
    await site.cloud.until(
      () => site.cloud.digests.find(({ buckets }) => Object.keys(buckets).length === 1),
      'digest',
    );
    expect(site.cloud.digests.at(-1)).toMatchObject({
      buckets: expected,
      services: 1,
      comparisonId: compare.comparisonId,
    });
    const bucket = bucketOf(serviceId);
    site.cloud.send('compare', {
      ...compare,
      messageId: newMessageId(),
      buckets: [bucket, (bucket + 1) % 1024],
    });
    const told = await site.cloud.until(() => site.cloud.holdings[0], 'holdings');
    expect(told).toMatchObject({ comparisonId: compare.comparisonId, part: 1, parts: 1 });
    expect(told.buckets).toEqual({ [bucket]: { [serviceId]: 3 }, [(bucket + 1) % 1024]: {} });
  });

  it('says that it goes offline when it is stopped', async () => {
    await agent.stop();
    await site.cloud.until(() => site.cloud.statuses.some(({ state }) => state === 'offline'), 'offline');
  });
});

describe('activation', () => {
  it('lets the subscriber in and proves it by a log-in of its own', async () => {
    expect(await nas.dial({ username, password })).toMatchObject({ accepted: false, silent: false });
    const report = await send(desiredMessage(desired(serviceId, 1)));
    expect(report.observed).toMatchObject({ serviceId, revision: 1, outcome: 'applied' });
    expect(report.observed.steps).toEqual([
      expect.objectContaining({ ok: true, answer: expect.stringContaining('Mikrotik-Rate-Limit 10M/50M') }),
    ]);
    for (const method of ['pap', 'chap', 'mschapv2'] as const) {
      const { accepted, attributes } = await nas.dial({ username, password, method });
      expect(accepted).toBe(true);
      expect(attributes).toMatchObject({
        'Framed-IP-Address': '10.9.0.7',
        'Mikrotik-Rate-Limit': '10M/50M',
        'Acct-Interim-Interval': '300',
      });
    }
  });

  it('answers a repeat with a fresh proof and an older revision with stale', async () => {
    await send(desiredMessage(desired(serviceId, 2)));
    const again = await send(desiredMessage(desired(serviceId, 2)));
    expect(again.observed).toMatchObject({ outcome: 'already-applied', revision: 2 });
    expect(again.observed.steps.length).toBeGreaterThan(0);
    const older = await send(desiredMessage(desired(serviceId, 1, { entitlement: 'blocked' })));
    expect(older.observed).toMatchObject({ outcome: 'stale', revision: 2 });
    expect((await nas.dial({ username, password })).accepted).toBe(true);
  });

  it('refuses the same revision with other content and keeps the first', async () => {
    await send(desiredMessage(desired(serviceId, 1)));
    const other = await send(desiredMessage(desired(serviceId, 1, { profile: { downKbps: 1 } })));
    expect(other.observed).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('other content'),
    });
    expect((await nas.dial({ username, password })).attributes['Mikrotik-Rate-Limit']).toBe('10M/50M');
  });

  it('reports a service that cannot log in as refused, in words', async () => {
    const { password: _, ...withoutPassword } = desiredMessage(desired(serviceId, 1));
    const report = await send(withoutPassword);
    expect(report.observed).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('Access-Reject'),
    });
  });

  it('forgets the old username when it changes', async () => {
    await send(desiredMessage(desired(serviceId, 1)));
    const access = {
      technology: 'pppoe',
      siteId: desired(serviceId, 1).siteId,
      username: 'new-name',
    } as const;
    await send(desiredMessage(desired(serviceId, 2, { access })));
    expect((await nas.dial({ username, password })).accepted).toBe(false);
    expect((await nas.dial({ username: 'new-name', password })).accepted).toBe(true);
  });
});

describe('a change of an active service', () => {
  it('that the NAS refuses is undone by the revision behind it, and the session lived through both', async () => {
    await send(desiredMessage(desired(serviceId, 1)));
    await nas.dial({ username, password });
    const [session] = nas.sessions();
    nas.coaMode = 'refuse';
    const refused = await send(desiredMessage(desired(serviceId, 2, { profile: { downKbps: 80_000 } })));
    expect(refused.observed).toMatchObject({ outcome: 'refused', revision: 2 });
    expect(refused.observed.sessions).toBeUndefined();
    const undone = await send(desiredMessage(desired(serviceId, 3)));
    expect(undone.observed).toMatchObject({ outcome: 'applied', revision: 3 });
    expect(nas.sessions()).toMatchObject([{ sessionId: session?.sessionId, rateLimit: session?.rateLimit }]);
    nas.coaMode = 'obey';
    const changed = await send(desiredMessage(desired(serviceId, 4, { profile: { downKbps: 80_000 } })));
    expect(changed.observed).toMatchObject({ outcome: 'applied', sessions: { changed: 1, cut: 0 } });
    expect(nas.sessions()).toMatchObject([{ sessionId: session?.sessionId, rateLimit: '10M/80M' }]);
  });
});

describe('suspension and termination', () => {
  beforeEach(async () => {
    await send(desiredMessage(desired(serviceId, 1)));
    await nas.dial({ username, password });
  });

  it('cuts the session and proves that a new attempt is refused', async () => {
    const report = await send(desiredMessage(desired(serviceId, 2, { entitlement: 'blocked' })));
    expect(report.observed.outcome).toBe('applied');
    expect(
      report.observed.steps.map(({ check, ok }) => [check.replace(/session \S{16}/, 'session X'), ok]),
    ).toEqual([
      ['cut session X on 127.0.0.1', true],
      ['no session is left', true],
      ['a log-in is refused', true],
    ]);
    expect(nas.sessions()).toEqual([]);
    expect((await nas.dial({ username, password })).accepted).toBe(false);
    await site.cloud.until(() => records('stop').length === 1, 'the Stop of the session');
    expect(records('stop')[0]).toMatchObject({ serviceId, terminateCause: 'Admin-Reset' });
  });

  it('takes a session that the NAS no longer knows for cut', async () => {
    await nas.close();
    const other = await site.nas(agent, { coaPort: nas.coaPort });
    const report = await send(desiredMessage(desired(serviceId, 2, { entitlement: 'blocked' })));
    expect(other.sessions()).toEqual([]);
    expect(report.observed.outcome).toBe('applied');
    expect(report.observed.steps[0]?.answer).toContain('Error-Cause 503');
  });

  it('puts the subscriber into the walled garden by a new session', async () => {
    const report = await send(desiredMessage(desired(serviceId, 2, { entitlement: 'walled-garden' })));
    expect(report.observed.outcome).toBe('applied');
    expect(nas.sessions()).toEqual([]);
    expect((await nas.dial({ username, password })).attributes['Filter-Id']).toBe('walled-garden');
  });

  it('leaves nothing on the network, and an old message cannot bring it back', async () => {
    const report = await send(desiredMessage(desired(serviceId, 5, { present: false })));
    expect(report.observed.outcome).toBe('applied');
    expect(nas.sessions()).toEqual([]);
    const late = await send(desiredMessage(desired(serviceId, 4)));
    expect(late.observed).toMatchObject({ outcome: 'stale', revision: 5 });
    expect((await nas.dial({ username, password })).accepted).toBe(false);
  });

  it('says unreachable when the NAS keeps silent, holds the new state, and cuts when it can', async () => {
    nas.coaMode = 'silent';
    const report = await send(desiredMessage(desired(serviceId, 2, { entitlement: 'blocked' })));
    expect(report.observed).toMatchObject({
      outcome: 'unreachable',
      reason: expect.stringContaining('another shared secret'),
    });
    expect((await nas.dial({ username, password })).accepted).toBe(false);
    nas.coaMode = 'obey';
    for (let session = nas.sessions()[0]; session !== undefined; session = nas.sessions()[0]) {
      await nas.interim(session.sessionId);
    }
    const healed = await site.cloud.until(
      () =>
        site.cloud.reports.find(({ inReplyTo, observed }) => !inReplyTo && observed.outcome === 'applied'),
      'a report of its own accord',
    );
    expect(healed.observed.revision).toBe(2);
  });

  it("gives the NAS's words when it refuses", async () => {
    nas.coaMode = 'refuse';
    const report = await send(desiredMessage(desired(serviceId, 2, { entitlement: 'blocked' })));
    expect(report.observed).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('Error-Cause 501 (administratively prohibited)'),
    });
  });

  it('cuts again when a NAS that confirmed the cut still reports the session', async () => {
    nas.coaMode = 'lie';
    const report = await send(desiredMessage(desired(serviceId, 2, { entitlement: 'blocked' })));
    expect(report.observed.outcome).toBe('applied');
    const [session] = nas.sessions();
    nas.coaMode = 'obey';
    nas.traffic(session?.sessionId ?? '', 1000, 5000);
    await nas.interim(session?.sessionId ?? '');
    await site.cloud.until(
      () =>
        site.cloud.reports.some(({ inReplyTo, observed }) => !inReplyTo && observed.outcome === 'applied'),
      'a report of the second cut',
    );
    expect(nas.sessions()).toEqual([]);
  });
});

describe('a change of rate', () => {
  const faster = { profile: { downKbps: 100_000, upKbps: 20_000 } };

  it('reaches the live session by CoA where the NAS can', async () => {
    await send(desiredMessage(desired(serviceId, 1)));
    await nas.dial({ username, password });
    const report = await send(desiredMessage(desired(serviceId, 2, faster)));
    expect(report.observed.outcome).toBe('applied');
    expect(report.observed.steps[0]).toMatchObject({ ok: true, answer: expect.stringContaining('CoA-ACK') });
    expect(nas.sessions().map(({ rateLimit }) => rateLimit)).toEqual(['20M/100M']);
    expect(report.observed.liveChanges).toMatchObject([{ nodeId: numberedId('nod', 1), taken: true }]);
  });

  it('cuts where the NAS should take it and refuses, and tells that it does', async () => {
    await send(desiredMessage(desired(serviceId, 1)));
    await nas.dial({ username, password });
    nas.coaFault('refuse');
    const report = await send(desiredMessage(desired(serviceId, 2, faster)));
    expect(report.observed.outcome).toBe('applied');
    expect(nas.sessions()).toEqual([]);
    expect(report.observed.liveChanges).toEqual([
      {
        nodeId: numberedId('nod', 1),
        taken: false,
        words: expect.stringMatching(/^CoA-NAK from 127\.0\.0\.1:\d+, Error-Cause 501 /),
      },
    ]);
    expect(site.logLines.some((line) => line.includes('a NAS refused to change a live session'))).toBe(true);
  });

  it('takes a new session where the NAS cannot', async () => {
    site.cloud.send('configuration', configurationMessage(2, nas, 'radius-nas'));
    await site.cloud.until(
      () => site.cloud.digests.some((d) => d.configurationRevision === 2),
      'configuration',
    );
    await send(desiredMessage(desired(serviceId, 1)));
    await nas.dial({ username, password });
    const report = await send(desiredMessage(desired(serviceId, 2, faster)));
    expect(report.observed.outcome).toBe('applied');
    expect(nas.sessions()).toEqual([]);
  });

  it('leaves the session alone when a new revision grants the same', async () => {
    await send(desiredMessage(desired(serviceId, 1)));
    await nas.dial({ username, password });
    const report = await send(desiredMessage(desired(serviceId, 2, { profile: { interimSeconds: 600 } })));
    expect(report.observed.outcome).toBe('applied');
    expect(nas.sessions()).toHaveLength(1);
  });
});

describe('configuration', () => {
  it('names the node whose driver is unknown or whose setting is bad, and uses the others', async () => {
    const good = configurationMessage(2, nas);
    const [node] = good.nodes;
    if (node === undefined) throw new Error('no node');
    site.cloud.send('configuration', {
      ...good,
      nodes: [
        { ...node, nodeId: numberedId('nod', 2), driver: '../../etc/passwd', address: '10.1.0.1' },
        { ...node, nodeId: numberedId('nod', 3), settings: { coaPort: 'x' }, address: '10.1.0.2' },
        { ...node, nodeId: numberedId('nod', 4), address: 'nowhere' },
        node,
      ],
    });
    await site.cloud.until(
      () => site.cloud.digests.some((d) => d.configurationRevision === 2),
      'configuration',
    );
    const log = site.logLines.join('');
    expect(log).toContain(`Node ${numberedId('nod', 2)}: there is no driver`);
    expect(log).toContain(`Node ${numberedId('nod', 3)}: settings.coaPort must be a UDP port`);
    expect(log).toContain(`Node ${numberedId('nod', 4)}: `);
    await send(desiredMessage(desired(serviceId, 1)));
    expect((await nas.dial({ username, password })).accepted).toBe(true);
  });
});

describe('hostile messages', () => {
  it('drops what is not for it or not in the contract, and logs no secret', async () => {
    const good = desiredMessage(desired(serviceId, 1), 'hunter2-do-not-log');
    site.cloud.sendRaw('desired', '{"password":"hunter2-do-not-log"');
    site.cloud.sendRaw('desired', JSON.stringify({ ...good, password: { 'hunter2-do-not-log': 1 } }));
    site.cloud.sendRaw('desired', JSON.stringify({ ...good, siteId: numberedId('sit', 9) }));
    site.cloud.sendRaw('acks', JSON.stringify({ messageIds: 'all', extra: 1 }));
    site.cloud.sendRaw('configuration', Buffer.from([0xff, 0x00, 0xfe]));
    site.cloud.sendRaw('compare', '[]');
    await send(desiredMessage(desired(numberedId('svc', 2), 1)));
    expect(site.logLines.filter((line) => line.includes('a message was dropped'))).toHaveLength(6);
    expect(site.logLines.join('')).not.toContain('hunter2');
    expect((await nas.dial({ username, password: 'hunter2-do-not-log' })).accepted).toBe(false);
  });
});

describe('accounting', () => {
  it('reaches the cloud once, in order, with octets beyond 32 bits', async () => {
    await send(desiredMessage(desired(serviceId, 1)));
    const { session } = await nas.dial({ username, password, callingStationId: '02:00:00:00:00:07' });
    const sessionId = session?.sessionId ?? '';
    nas.traffic(sessionId, 5_000_000_000, 70_000_000_000);
    await nas.interim(sessionId);
    await nas.hangUp(sessionId);
    await site.cloud.until(() => site.cloud.accounting.size === 3, 'three records');
    const all = [...site.cloud.accounting.values()].sort((a, b) => a.sequence - b.sequence);
    expect(all.map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [1, 'start'],
      [2, 'interim'],
      [3, 'stop'],
    ]);
    expect(all[2]).toMatchObject({
      serviceId,
      username,
      sessionId,
      nodeId: numberedId('nod', 1),
      uploadOctets: 5_000_000_000,
      downloadOctets: 70_000_000_000,
      framedIp: '10.9.0.7',
      terminateCause: 'User-Request',
    });
  });

  it('closes the sessions of a NAS that was restarted', async () => {
    await send(desiredMessage(desired(serviceId, 1)));
    await nas.dial({ username, password });
    await nas.reboot();
    const report = await send(desiredMessage(desired(serviceId, 2, { entitlement: 'blocked' })));
    expect(report.observed.steps.map(({ check }) => check)).toEqual([
      'no session is left',
      'a log-in is refused',
    ]);
  });
});

describe('a cloud outage', () => {
  it('goes on answering and accounting, and delivers every record once afterwards', async () => {
    await send(desiredMessage(desired(serviceId, 1)));
    await site.cloud.down();
    const kept = [];
    for (let i = 0; i < 5; i++) {
      const { accepted, session } = await nas.dial({ username, password });
      expect(accepted).toBe(true);
      kept.push(session?.sessionId ?? '');
    }
    for (let round = 1; round <= 60; round++) {
      await Promise.all(
        kept.map((sessionId) => {
          nas.traffic(sessionId, 1000, 5000);
          return nas.interim(sessionId);
        }),
      );
    }
    expect(nas.acknowledged).toHaveLength(305);
    expect(site.cloud.accounting.size).toBe(0);
    await site.cloud.up();
    await site.cloud.until(() => site.cloud.accounting.size >= 305, 'all records');
    await site.cloud.until(() => site.cloud.statuses.at(-1)?.state === 'online', 'online again');
    expect(site.cloud.accounting.size).toBe(305);
    expect([...site.cloud.accounting.values()].map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 305 }, (_, i) => i + 1),
    );
  });

  it('sends again what a cloud that was deaf for a while has not acknowledged', async () => {
    site.cloud.acknowledges = false;
    await send(desiredMessage(desired(serviceId, 1)));
    await nas.dial({ username, password });
    site.cloud.acknowledges = true;
    site.cloud.reports.length = 0;
    await site.cloud.until(
      () => site.cloud.reports.length === 1 && site.cloud.accounting.size === 1,
      'both again',
    );
  });

  it('keeps reports and accounting until the cloud has acknowledged them', async () => {
    site.cloud.acknowledges = false;
    await send(desiredMessage(desired(serviceId, 1)));
    await nas.dial({ username, password });
    await agent.stop();
    site.cloud.acknowledges = true;
    site.cloud.reports.length = 0;
    agent = await site.startAgent();
    await site.cloud.until(() => site.cloud.accounting.size === 1, 'the start record');
    await site.cloud.until(() => site.cloud.reports.length === 1, 'the report');
    const { backlog } = await site.cloud.until(
      () => site.cloud.statuses.findLast(({ state }) => state === 'online'),
      'status',
    );
    expect(backlog).toBe(2);
  });
});
