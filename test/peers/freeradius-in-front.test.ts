import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Agent } from '../../edge-agent/agent.ts';
import type { AccountingRecord } from '../../functions/contracts/edge/messages.ts';
import {
  configurationMessage,
  createTestSite,
  desired,
  desiredMessage,
  nasSecret,
  numberedId,
  type TestSite,
} from '../edge-agent/support/site.ts';
import { freePort } from '../free-port.ts';
import { createNas, type Nas } from '../lab/nas.ts';
import {
  type Certificates,
  createCertificates,
  type FreeRadiusInFront,
  startFreeRadiusInFront,
  startRadSecClient,
} from './freeradius-in-front.ts';

/** The edge agent behind Debian's FreeRADIUS, with wpa_supplicant's eapol_test, radclient and radsecproxy in front. */

// It would be expanded if FreeRADIUS took it for one of its own expressions.
const password = 'pw-%{User-Name}-"quoted"-€';
const alice = numberedId('svc', 1);
const bob = numberedId('svc', 2);
const carol = numberedId('svc', 3);
const usernameOf = (serviceId: string) => `u-${serviceId}`;

let folder: string;
let site: TestSite;
let agent: Agent;
let agentPort: number;
let certificates: Certificates;
let front: FreeRadiusInFront;
let nas: Nas;

const agentSettings = () => ({ freeRadius: { port: agentPort } });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'freeradius-front-'));
  site = await createTestSite();
  agentPort = await freePort();
  agent = await site.startAgent(agentSettings());
  certificates = createCertificates(join(folder, 'certificates'));
  front = await startFreeRadiusInFront({
    folder,
    agentPort,
    tokenFile: join(site.dataDir, 'freeradius-token.conf'),
    nasSecret,
    certificates,
  });
  nas = await createNas({
    host: '127.0.0.1',
    radius: { host: '127.0.0.1', auth: front.auth, acct: front.acct, secret: nasSecret },
    retransmitMs: 3000,
  });
  await site.cloud.until(() => site.cloud.clients.length > 0, 'the agent');
  site.cloud.send('configuration', configurationMessage(1, nas));
  await send(desired(alice, 1));
  await send(desired(bob, 1, { entitlement: 'blocked' }));
  await send(
    desired(carol, 1, {
      access: { technology: 'ipoe', siteId: desired(carol, 1).siteId, mac: '02:00:00:00:00:CC' },
    }),
  );
});

afterAll(async () => {
  await nas.close();
  await front.stop();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function send(state: ReturnType<typeof desired>): Promise<void> {
  const message = desiredMessage(state, password);
  site.cloud.send('desired', message);
  const { observed } = await site.cloud.until(
    () => site.cloud.reports.find(({ inReplyTo }) => inReplyTo === message.messageId),
    'the report',
  );
  expect(observed).toMatchObject({ outcome: 'applied' });
}

function run(program: string, args: readonly string[], input = ''): Promise<{ output: string; ok: boolean }> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { maxBuffer: 32 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ output: stdout + stderr, ok: error === null });
    });
    child.stdin!.end(input);
  });
}

interface Supplicant {
  readonly eap: 'PEAP' | 'TTLS';
  readonly phase2: string;
  readonly identity: string;
  readonly password?: string;
  readonly seconds?: number;
}

/** wpa_supplicant's own test of a RADIUS server: a whole EAP conversation, ending in SUCCESS or FAILURE. */
function supplicant({ eap, phase2, identity, password: shown = password, seconds = 10 }: Supplicant) {
  const file = join(folder, `${eap}-${phase2}.conf`);
  const hex = Buffer.from(shown).toString('hex');
  const lines = [
    'network={',
    'key_mgmt=IEEE8021X',
    `eap=${eap}`,
    'anonymous_identity="anonymous"',
    `identity="${identity}"`,
    `password=${hex}`,
    `phase2="auth=${phase2}"`,
    `ca_cert="${certificates.ca}"`,
    'domain_match="radius.test"',
    '}',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const target = ['-a', '127.0.0.1', '-p', String(front.auth), '-s', nasSecret];
  return run('eapol_test', ['-c', file, ...target, '-t', String(seconds), '-M', '02:00:00:00:00:01']);
}

const methods = [
  ['PEAP-MSCHAPv2', { eap: 'PEAP', phase2: 'MSCHAPV2' }],
  ['TTLS-PAP', { eap: 'TTLS', phase2: 'PAP' }],
] as const;

describe('EAP', () => {
  test.each(methods)('%s: in, with what the agent grants', async (_name, method) => {
    const { output, ok } = await supplicant({ ...method, identity: usernameOf(alice) });
    expect(ok, output.slice(-4000)).toBe(true);
    expect(output).toContain('RADIUS message: code=2 (Access-Accept)');
    const accept = output.slice(output.lastIndexOf('code=2 (Access-Accept)'));
    expect(accept).toContain('10.9.0.7');
    expect(accept).toMatch(/Attribute 1 \(User-Name\)[^\n]*\n\s*Value: 'u-svc_/);
    expect(accept).toContain(Buffer.from('10M/50M').toString('hex'));
    expect(accept).toContain(Buffer.from(`tl1.${alice}.1`).toString('hex'));
    // The keys of the air are the same on both sides.
    expect(output).toContain('MPPE keys OK: 1  mismatch: 0');
  });

  test.each(methods)('%s: a wrong password is refused', async (_name, method) => {
    const { output, ok } = await supplicant({ ...method, identity: usernameOf(alice), password: 'wrong' });
    expect(ok).toBe(false);
    expect(output).toContain('(Access-Reject)');
    expect(output).not.toContain('(Access-Accept)');
  });

  test.each(methods)(
    '%s: a suspended subscriber is refused, the password being right',
    async (_name, method) => {
      const { output, ok } = await supplicant({ ...method, identity: usernameOf(bob) });
      expect(ok).toBe(false);
      expect(output).toContain('(Access-Reject)');
      expect(output).not.toContain('(Access-Accept)');
    },
  );

  test('nobody of that name', async () => {
    const { output, ok } = await supplicant({ ...methods[0][1], identity: 'nobody' });
    expect(ok).toBe(false);
    expect(output).toContain('(Access-Reject)');
  });
});

describe('without EAP, as over the agent’s own port', () => {
  test.each(['pap', 'chap', 'mschapv2'] as const)('%s', async (method) => {
    const username = usernameOf(alice);
    expect(await nas.dial({ username, password, method })).toMatchObject({
      accepted: true,
      attributes: {
        'Framed-IP-Address': '10.9.0.7',
        'Mikrotik-Rate-Limit': '10M/50M',
        'Service-Type': 'Framed-User',
        Class: `tl1.${alice}.1`,
      },
    });
    expect(await nas.dial({ username, password: 'wrong', method })).toMatchObject({
      accepted: false,
      silent: false,
    });
    expect(await nas.dial({ username: usernameOf(bob), password, method })).toMatchObject({
      accepted: false,
      attributes: { 'Reply-Message': 'This service is suspended' },
    });
    expect(await nas.dial({ username: 'nobody', password, method })).toMatchObject({
      accepted: false,
      attributes: { 'Reply-Message': 'Wrong user name or password' },
    });
  });

  test('a subscriber who is known by the MAC address', async () => {
    const mac = '02:00:00:00:00:cc';
    const login = { username: mac, password: mac, callingStationId: mac };
    expect(await nas.dial({ ...login, method: 'pap' })).toMatchObject({ accepted: true });
    expect(await nas.dial({ ...login, method: 'chap' })).toMatchObject({ accepted: true });
    expect(await nas.dial({ ...login, password: 'else', method: 'pap' })).toMatchObject({ accepted: false });
  });
});

function records(sessionId: string): AccountingRecord[] {
  return [...site.cloud.accounting.values()].filter((record) => record.sessionId === sessionId);
}

test('accounting is the session’s, each record once, and a suspension cuts it', async () => {
  const { session } = await nas.dial({ username: usernameOf(alice), password });
  const { sessionId } = session!;
  nas.traffic(sessionId, 5_000_000_000, 7);
  expect(await nas.interim(sessionId)).toBe(true);
  await send(desired(alice, 2, { entitlement: 'blocked' }));
  expect(nas.sessions().filter(({ username }) => username === usernameOf(alice))).toEqual([]);
  await site.cloud.until(() => records(sessionId).some(({ kind }) => kind === 'stop'), 'the Stop');
  expect(records(sessionId).toSorted((a, b) => a.sequence - b.sequence)).toMatchObject([
    { kind: 'start', serviceId: alice, username: usernameOf(alice), nodeId: numberedId('nod', 1) },
    { kind: 'interim', uploadOctets: 5_000_000_000, downloadOctets: 7 },
    { kind: 'stop', terminateCause: 'Admin-Reset' },
  ]);
  await send(desired(alice, 3));
});

const radclient = (port: number, kind: string, attributes: string, ...options: string[]) =>
  run('radclient', ['-x', ...options, `127.0.0.1:${port}`, kind, nasSecret], attributes);

describe('RadSec', () => {
  test('a log-in and its accounting over TLS', async () => {
    const client = await startRadSecClient({
      folder: join(folder, 'radsec'),
      radsec: front.radsec,
      secret: nasSecret,
      certificates,
    });
    try {
      const login = `User-Name = ${usernameOf(carol)}, User-Password = "", Message-Authenticator = 0`;
      const mac =
        'User-Name = "02:00:00:00:00:cc", User-Password = "02:00:00:00:00:cc", Message-Authenticator = 0';
      expect((await radclient(client.port, 'auth', mac, '-r', '3', '-t', '4')).output).toContain(
        'Received Access-Accept',
      );
      expect((await radclient(client.port, 'auth', login, '-r', '3', '-t', '4')).output).toContain(
        'Received Access-Reject',
      );
      const start = 'User-Name = "02:00:00:00:00:cc", Acct-Session-Id = "over-tls", Acct-Status-Type = Start';
      expect((await radclient(client.port, 'acct', start, '-r', '3', '-t', '4')).output).toContain(
        'Received Accounting-Response',
      );
      await site.cloud.until(() => records('over-tls').length > 0, 'the record');
      expect(records('over-tls')).toMatchObject([{ kind: 'start', serviceId: carol }]);
    } finally {
      await client.stop();
    }
  });

  test('who shows a certificate of another authority is not heard', async () => {
    const strangers = createCertificates(join(folder, 'strangers'));
    const client = await startRadSecClient({
      folder: join(folder, 'radsec-stranger'),
      radsec: front.radsec,
      secret: nasSecret,
      certificates,
      shows: strangers.client,
    });
    try {
      const mac =
        'User-Name = "02:00:00:00:00:cc", User-Password = "02:00:00:00:00:cc", Message-Authenticator = 0';
      expect((await radclient(client.port, 'auth', mac, '-r', '1', '-t', '3')).output).toContain('No reply');
    } finally {
      await client.stop();
    }
  });
});

describe('the agent away', () => {
  const login = `User-Name = ${usernameOf(alice)}, User-Password = "x", Message-Authenticator = 0`;

  test('silence, so that the NAS asks another server; and the record is kept once it is back', async () => {
    await agent.stop();
    expect((await radclient(front.auth, 'auth', login, '-r', '1', '-t', '4')).output).toContain('No reply');
    for (const [, method] of methods) {
      const { output, ok } = await supplicant({ ...method, identity: usernameOf(alice), seconds: 6 });
      expect(ok).toBe(false);
      expect(output).not.toMatch(/\(Access-(Reject|Accept)\)/);
    }
    const stop = `User-Name = ${usernameOf(alice)}, Acct-Session-Id = "patient", Acct-Status-Type = Start`;
    const keeping = radclient(front.acct, 'acct', stop, '-r', '20', '-t', '2');
    agent = await site.startAgent(agentSettings());
    expect((await keeping).output).toContain('Received Accounting-Response');
    await site.cloud.until(() => records('patient').length > 0, 'the record');
    expect(records('patient')).toHaveLength(1);
    const [, method] = methods[0];
    expect((await supplicant({ ...method, identity: usernameOf(alice) })).ok).toBe(true);
  });

  test('a NAS that is no access node of the site hears nothing', async () => {
    site.cloud.send('configuration', { ...configurationMessage(2, nas), nodes: [] });
    await site.cloud.until(
      () => site.logLines.some((line) => line.includes('"revision":2')),
      'the configuration',
    );
    expect((await radclient(front.auth, 'auth', login, '-r', '1', '-t', '3')).output).toContain('No reply');
    expect(front.log()).toContain('is no access node of this site');
  });
});

test('passwords and the token are in no log, and the token in a file of the agent’s alone', () => {
  const file = join(site.dataDir, 'freeradius-token.conf');
  const token = /"([0-9a-f]{64})"/.exec(readFileSync(file, 'utf8'))![1]!;
  expect(statSync(file).mode & 0o777).toBe(0o600);
  for (const text of [front.log(), ...site.logLines]) {
    expect(text).not.toContain('pw-');
    expect(text).not.toContain(token);
  }
});
