import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../edge-agent/journal/store.ts';
import { type AgentProcess, running, startAgentProcess } from './support/agent-process.ts';
import { seeded } from './support/seeded.ts';
import {
  configurationMessage,
  createTestSite,
  desired,
  desiredMessage,
  numberedId,
  type TestSite,
} from './support/site.ts';

let site: TestSite;
let agent: AgentProcess | undefined;

beforeEach(async () => {
  site = await createTestSite();
});

afterEach(async () => {
  await agent?.end('SIGKILL');
  agent = undefined;
  await site.close();
  expect(site.cloud.broken).toEqual([]);
});

describe('start', () => {
  it('names the field of a bad configuration on one line and exits with 1', async () => {
    const file = site.configFile({ radius: { host: '127.0.0.1', authPort: 'x' } });
    expect(await startAgentProcess(['--config', file])).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^\S+agent\.json: radius\.authPort: must be .+ start again\.\n$/),
    });
    expect(await startAgentProcess(['--config', '/nowhere.json'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^\/nowhere\.json: cannot be read.*\n$/),
    });
    expect(await startAgentProcess([])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--config FILE'),
    });
  });

  it('says which port is in use', async () => {
    const squatter = createSocket('udp4');
    squatter.bind(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address();
    const file = site.configFile({ radius: { host: '127.0.0.1', authPort: port, acctPort: 0 } });
    const failed = await startAgentProcess(['--config', file]);
    squatter.close();
    expect(failed).toEqual({
      code: 1,
      stderr: `UDP port ${port} is in use; stop what uses it, or set radius.authPort and radius.acctPort to free ports.\n`,
    });
  });

  it('says which port for FreeRADIUS is in use', async () => {
    const squatter = createServer();
    squatter.listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    const file = site.configFile({ freeRadius: { port } });
    const failed = await startAgentProcess(['--config', file]);
    squatter.close();
    expect(failed).toEqual({
      code: 1,
      stderr: `TCP port ${port} is in use; stop what uses it, or set freeRadius.port to a free port and tell FreeRADIUS (agent_url).\n`,
    });
  });

  it('refuses a folder on which another agent runs, and reads PEM from files', async () => {
    const { mqtt } = JSON.parse(readFileSync(site.configFile(), 'utf8')) as { mqtt: Record<string, string> };
    mkdirSync(join(site.dataDir, 'pem'));
    for (const name of ['ca', 'cert', 'key'])
      writeFileSync(join(site.dataDir, 'pem', name), mqtt[name] ?? '');
    const file = site.configFile({
      mqtt: { url: mqtt['url'], ca: 'pem/ca', cert: 'pem/cert', key: 'pem/key' },
    });
    agent = running(await startAgentProcess(['--config', file]));
    await site.cloud.until(() => site.cloud.statuses.length > 0, 'online');
    const second = await startAgentProcess(['--config', file]);
    expect(second).toEqual({ code: 1, stderr: expect.stringContaining('Another agent already runs on') });
  });

  it('keeps its files to itself', async () => {
    agent = running(await startAgentProcess(['--config', site.configFile({ dataDir: 'store' })]));
    const folder = join(site.dataDir, 'store');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const files = readdirSync(folder).filter((name) => name.startsWith('agent.db'));
    expect(files.length).toBeGreaterThan(1);
    for (const name of files) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('ends on SIGTERM', async () => {
    agent = running(await startAgentProcess(['--config', site.configFile()]));
    await site.cloud.until(() => site.cloud.statuses.length > 0, 'online');
    expect(await agent.end('SIGTERM')).toBe(0);
    expect(site.cloud.statuses.at(-1)?.state).toBe('offline');
  });
});

it('SIGKILL at random moments loses no acknowledged record, counts none twice, and finishes what it had taken on', async () => {
  const seed = 20261102;
  const random = seeded(seed);
  const kills = 6;
  const file = site.configFile();
  agent = running(await startAgentProcess(['--config', file]));
  const ports = { authPort: agent.auth.port, acctPort: agent.acct.port };
  const pinned = site.configFile({ radius: { host: '127.0.0.1', ...ports } });
  const nas = await site.nas(agent, { attempts: 200 });
  await site.cloud.until(() => site.cloud.digests.length > 0, 'the first connection');
  site.cloud.send('configuration', configurationMessage(1, nas));
  const service = (n: number) => numberedId('svc', n);
  const sent = [1, 2, 3, 4, 5].map((n) => desiredMessage(desired(service(n), 1, { access: access(n) })));
  for (const message of sent) site.cloud.send('desired', message);
  await site.cloud.until(() => site.cloud.reports.length >= sent.length, 'reports');
  await Promise.all([1, 2, 3, 4, 5].map((n) => nas.dial({ username: `u${n}`, password: 'subscriber-pw' })));
  const ids = nas.sessions().map(({ sessionId }) => sessionId);
  expect(ids).toHaveLength(5);

  let flowing = true;
  const flows = ids.map(async (sessionId) => {
    while (flowing) {
      nas.traffic(sessionId, 1000, 7000);
      await nas.interim(sessionId);
    }
  });
  let revision = 1;
  for (let kill = 0; kill < kills; kill++) {
    revision++;
    for (const n of [1, 2, 3, 4, 5]) {
      const message = desiredMessage(
        desired(service(n), revision, { access: access(n), profile: { downKbps: 1000 * revision } }),
      );
      sent.push(message);
      site.cloud.send('desired', message);
    }
    await delay(random() * 150);
    await agent.end('SIGKILL');
    agent = running(await startAgentProcess(['--config', pinned]));
  }
  // However slow the machine: enough for the loss of one record to show.
  await site.cloud.until(() => nas.acknowledged.length > 60, 'records after the kills');
  flowing = false;
  await Promise.all(flows);
  await Promise.all(ids.map((sessionId) => nas.hangUp(sessionId)));

  const expected = nas.acknowledged.map(
    ({ sessionId, kind, uploadOctets }) => `${sessionId} ${kind} ${uploadOctets}`,
  );
  const stored = () =>
    [...site.cloud.accounting.values()].map(
      ({ sessionId, kind, uploadOctets }) => `${sessionId} ${kind} ${uploadOctets}`,
    );
  await site.cloud.until(() => site.cloud.accounting.size >= expected.length, 'every acknowledged record');
  expect(expected.length).toBeGreaterThan(50);
  expect(stored().sort(), `seed ${seed}`).toEqual(expected.sort());
  const epochs = new Set([...site.cloud.accounting.keys()].map((key) => key.split('/')[0]));
  expect(epochs.size).toBe(1);

  const answered = () => new Set(site.cloud.reports.map(({ inReplyTo }) => inReplyTo));
  await site.cloud.until(
    () => sent.every(({ messageId }) => answered().has(messageId)),
    'a report on each message',
  );
  expect(await agent.end('SIGTERM')).toBe(0);
  const store = openStore(site.dataDir);
  expect([1, 2, 3, 4, 5].map((n) => store.replica.get(service(n))?.desired)).toEqual(
    sent.slice(-5).map((message) => message.desired),
  );
  expect(store.journal.unfinishedServices()).toEqual([]);
  store.close();
}, 60_000);

function access(n: number) {
  return { technology: 'pppoe', siteId: desired(numberedId('svc', n), 1).siteId, username: `u${n}` } as const;
}
