import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { DeviceResult } from '../../../edge-agent/capabilities/device-result.ts';
import type { DriverTools, NodeCapabilities } from '../../../edge-agent/capabilities/driver.ts';
import type { RouterAccess, RouterGrant } from '../../../edge-agent/capabilities/router-access.ts';
import driver from '../../../edge-agent/drivers/mikrotik-routeros-api.ts';
import { openNodes } from '../../../edge-agent/reconcile/site-nodes.ts';
import {
  type RouterFault,
  type RouterLab,
  type RouterLabOptions,
  startRouterLab,
} from '../../lab/routeros.ts';
import { createAuthority } from '../support/certificates.ts';
import { cellName } from './faults.ts';

const tools: DriverTools = {
  radius: {
    disconnect: () => Promise.reject(new Error('no RADIUS here')),
    changeRate: () => Promise.reject(new Error('no RADIUS here')),
  },
  isOpen: () => true,
  now: () => '2026-03-01T09:00:00.000Z',
};

const routerPassword = 'let-me-in';
const opened: { close?(): unknown }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close?.();
});

function open(
  { host, port }: { host: string; port: number },
  settings: object = {},
  password = routerPassword,
): NodeCapabilities & { readonly routerAccess: RouterAccess } {
  const node = driver.open(
    driver.settings.parse({
      tls: false,
      timeoutMs: 5000,
      pauseMs: 0,
      requestsPerSecond: 10_000,
      ...settings,
    }),
    driver.credentials.parse({ username: 'throughline', password }),
    tools,
    { nodeId: 'nod_router', address: host, port },
  );
  opened.push(node);
  return { ...node, routerAccess: node.routerAccess! };
}

async function site(settings: object = {}, options: RouterLabOptions = {}) {
  const lab = await startRouterLab(options);
  opened.push(lab);
  return { lab, access: open(lab, settings).routerAccess };
}

const alice: RouterGrant = {
  serviceId: 'svc_alice',
  kind: 'ppp',
  identity: 'alice',
  password: 'wonder-land',
  downKbps: 50_000,
  upKbps: 10_000,
  entitlement: 'full',
};
const hotspot: RouterGrant = { ...alice, kind: 'hotspot' };
const fixed: RouterGrant = { ...alice, framedIp: '10.0.0.7' };
const fixedHotspot: RouterGrant = { ...fixed, kind: 'hotspot' };
const { password: _password, ...withoutPassword } = alice;
const lease: RouterGrant = { ...withoutPassword, kind: 'dhcp-lease', identity: '00:1A:2B:3C:4D:5E' };
const fixedLease: RouterGrant = { ...lease, framedIp: '10.0.0.7' };
const six: RouterGrant = { ...fixed, framedIpv6Prefix: '2001:db8:0:7::/64' };
const grants = { ppp: alice, hotspot, fixed, fixedHotspot, lease, fixedLease, six };
const users: Readonly<Record<RouterGrant['kind'], string>> = {
  ppp: '/ppp/secret',
  hotspot: '/ip/hotspot/user',
  'dhcp-lease': '/ip/dhcp-server/lease',
};

/** Everything on the router that was not there from the beginning. */
function held({ state }: RouterLab): readonly unknown[] {
  return [
    '/ppp/secret',
    '/ppp/profile',
    '/ppp/active',
    '/ip/hotspot/user',
    '/ip/hotspot/user/profile',
    '/ip/hotspot/active',
    '/queue/simple',
    '/ip/firewall/address-list',
    '/ip/dhcp-server/lease',
  ].flatMap((menu) => state.items(menu).filter((item) => item['default'] !== 'true'));
}

function expectNoSecrets(...results: readonly DeviceResult[]): void {
  const text = JSON.stringify(results);
  expect(text).not.toContain('wonder-land');
  expect(text).not.toContain(routerPassword);
}

test('an IPv6 prefix is kept in the secret, changed with a new session, and taken out again', async () => {
  const { lab, access } = await site();
  const shown = () => lab.state.items('/ppp/secret').map((row) => row['remote-ipv6-prefix']);
  await access.apply(six);
  expect(shown()).toEqual(['2001:db8:0:7::/64']);
  const other = { ...six, framedIpv6Prefix: '2001:db8:0:8::/64' };
  expect(await access.read(other)).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining('remote-ipv6-prefix 2001:db8:0:7::/64 instead of 2001:db8:0:8::/64'),
  });
  expect(await access.apply(other)).toMatchObject({ outcome: 'applied' });
  expect(shown()).toEqual(['2001:db8:0:8::/64']);
  expect(await access.apply(fixed)).toMatchObject({ outcome: 'applied' });
  expect(shown()).toEqual([undefined]);
});

test('a prefix for which the router has no place is refused in words, and nothing is written', async () => {
  const { lab, access } = await site();
  for (const grant of [
    { ...alice, delegatedIpv6Prefix: '2001:db8:100::/56' },
    { ...hotspot, framedIpv6Prefix: '2001:db8:0:7::/64' },
  ]) {
    expect(await access.apply(grant)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('cannot hold the IPv6 prefix 2001:db8:'),
    });
  }
  expect(lab.commands.filter((command) => /add|set/.test(String(command)))).toEqual([]);
});

describe.each(Object.entries(grants))('the life of a subscriber: %s', (_name, grant) => {
  test.each(['7.18', '6.49', '6.42'] as const)('on RouterOS %s', async (version) => {
    const { lab, access } = await site({}, { version });
    const made = await access.apply(grant);
    expect(made).toMatchObject({ outcome: 'applied' });
    expect(made.steps.every(({ ok }) => ok)).toBe(true);
    expect(await access.read(grant)).toMatchObject({ outcome: 'already-applied' });
    const before = lab.commands.length;
    expect(await access.apply(grant)).toMatchObject({ outcome: 'already-applied' });
    expect(lab.commands.slice(before).filter((command) => !command.endsWith('/print'))).toEqual([]);

    for (const entitlement of ['blocked', 'full', 'walled-garden', 'throttled'] as const) {
      const next = { ...grant, entitlement };
      expect(await access.apply(next)).toMatchObject({ outcome: 'applied' });
      expect(await access.read(next)).toMatchObject({ outcome: 'already-applied' });
    }
    const gone = await access.remove(grant);
    expect(gone).toMatchObject({ outcome: 'applied' });
    expect(held(lab)).toEqual([]);
    expect(await access.remove(grant)).toMatchObject({ outcome: 'already-applied' });
    expectNoSecrets(made, gone);
  });
});

describe('what is on the router', () => {
  test('a PPP secret with a profile of its rate, made from the provider’s', async () => {
    const { lab, access } = await site();
    await access.apply(alice);
    expect(lab.state.items('/ppp/secret')).toMatchObject([
      {
        name: 'alice',
        password: 'wonder-land',
        service: 'pppoe',
        profile: 'throughline-10000k-50000k',
        comment: 'throughline:svc_alice',
        disabled: 'false',
      },
    ]);
    expect(lab.state.items('/ppp/profile').at(-1)).toMatchObject({
      name: 'throughline-10000k-50000k',
      'rate-limit': '10000k/50000k',
      'local-address': '10.255.0.1',
      'remote-address': 'subscribers',
    });
  });

  test('with a fixed address a queue and, in the garden, an entry: the session goes on', async () => {
    const { lab, access } = await site();
    await access.apply(fixed);
    const session = lab.dial('ppp', 'alice', 'wonder-land');
    expect(session).toMatchObject({ address: '10.0.0.7' });
    await access.apply({ ...fixed, downKbps: 100_000 });
    expect(lab.state.items('/queue/simple')).toMatchObject([
      { target: '10.0.0.7/32', 'max-limit': '10000000/100000000' },
    ]);
    await access.apply({ ...fixed, entitlement: 'walled-garden' });
    expect(lab.state.items('/queue/simple')).toMatchObject([{ 'max-limit': '1024000/1024000' }]);
    expect(lab.state.items('/ip/firewall/address-list')).toMatchObject([
      { list: 'walled-garden', address: '10.0.0.7' },
    ]);
    expect(lab.state.items('/ppp/active')).toEqual([session]);
    await access.apply(fixed);
    expect(lab.state.items('/ip/firewall/address-list')).toEqual([]);
  });

  test.each([alice, hotspot])('a suspension ends the live session: $kind', async (grant) => {
    const { lab, access } = await site();
    const kind = grant.kind === 'ppp' ? 'ppp' : 'hotspot';
    await access.apply(grant);
    expect(lab.dial(kind, 'alice', 'wonder-land')).toBeDefined();
    const suspended = await access.apply({ ...grant, entitlement: 'blocked' });
    expect(suspended.outcome).toBe('applied');
    expect(suspended.steps.map(({ check }) => check)).toContain('sessions of alice');
    expect(lab.state.items(kind === 'ppp' ? '/ppp/active' : '/ip/hotspot/active')).toEqual([]);
    expect(lab.dial(kind, 'alice', 'wonder-land')).toBeUndefined();
    await access.apply(grant);
    expect(lab.dial(kind, 'alice', 'wonder-land')).toBeDefined();
  });

  test('a session with another rate is cut, one with the right rate is kept', async () => {
    const { lab, access } = await site({ timeoutMs: 100 });
    await access.apply(alice);
    lab.dial('ppp', 'alice', 'wonder-land');
    expect(await access.apply(alice)).toMatchObject({ outcome: 'already-applied' });
    expect(lab.state.items('/ppp/active')).toHaveLength(1);
    // The profile is right and the session is older than it: a kill of the agent between the two.
    const faster = { ...alice, downKbps: 80_000 };
    lab.fault = { kind: 'stall', on: /active\/remove$/ };
    expect(await access.apply(faster)).toMatchObject({ outcome: 'unreachable' });
    lab.fault = undefined;
    expect(await access.read(faster)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('max-limit 10000000/50000000 instead of 10000k/80000k'),
    });
    expect(await access.apply(faster)).toMatchObject({ outcome: 'applied' });
    expect(lab.state.items('/ppp/active')).toEqual([]);
    expect(lab.state.items('/ppp/profile').map(({ name }) => name)).toEqual([
      'default',
      'throughline-10000k-80000k',
    ]);
  });

  test('another username: nothing of the former stays, its session neither', async () => {
    const { lab, access } = await site();
    await access.apply(alice);
    lab.dial('ppp', 'alice', 'wonder-land');
    expect(await access.apply({ ...alice, identity: 'alicia' })).toMatchObject({ outcome: 'applied' });
    expect(lab.state.items('/ppp/secret').map(({ name }) => name)).toEqual(['alicia']);
    expect(lab.state.items('/ppp/active')).toEqual([]);
  });

  test('a profile that others have stays until the last one leaves', async () => {
    const { lab, access } = await site();
    const bob = { ...alice, serviceId: 'svc_bob', identity: 'bob' };
    await Promise.all([access.apply(alice), access.apply(bob)]);
    await access.remove(alice);
    expect(lab.state.items('/ppp/profile')).toHaveLength(2);
    await Promise.all([
      access.remove(bob),
      access.apply({ ...alice, serviceId: 'svc_carol', identity: 'carol' }),
    ]);
    expect(lab.state.items('/ppp/secret')).toMatchObject([{ profile: 'throughline-10000k-50000k' }]);
    expect(lab.state.items('/ppp/profile')).toHaveLength(2);
    await access.remove({ ...alice, serviceId: 'svc_carol', identity: 'carol' });
    expect(held(lab)).toEqual([]);
  });

  test('a name that is somebody else’s is refused in the words of the router, and stays as it was', async () => {
    const { lab, access } = await site();
    lab.state.make('/ppp/secret', { name: 'alice', password: 'staff', profile: 'default' });
    lab.dial('ppp', 'alice', 'staff');
    const refused = await access.apply(alice);
    expect(refused).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(
        /add PPP secret alice: failure: secret with the same name already exists \(.*made by hand/,
      ),
    });
    expect(await access.remove(alice)).toMatchObject({ outcome: 'already-applied' });
    expect(lab.state.items('/ppp/secret')).toMatchObject([{ password: 'staff' }]);
    expect(lab.state.items('/ppp/profile')).toHaveLength(1);
    expect(lab.state.items('/ppp/active')).toHaveLength(1);
  });

  test('where staff agreed, what was made by hand is taken over with their words in the comment', async () => {
    const { lab, access } = await site({ adoptUntagged: true });
    lab.state.make('/ppp/secret', {
      name: 'alice',
      password: 'staff',
      profile: 'default',
      comment: '2nd floor',
    });
    expect(await access.apply(alice)).toMatchObject({ outcome: 'applied' });
    expect(lab.state.items('/ppp/secret')).toMatchObject([
      { password: 'wonder-land', comment: '2nd floor throughline:svc_alice' },
    ]);
    const other = await access.apply({ ...alice, serviceId: 'svc_other' });
    expect(other).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('svc_alice') });
    await access.remove(alice);
    expect(lab.state.items('/ppp/secret')).toHaveLength(0);
  });

  test('a lease that the server gave becomes a static one', async () => {
    const { lab, access } = await site();
    lab.state.make('/ip/dhcp-server/lease', {
      address: '10.5.0.9',
      'mac-address': lease.identity,
      server: 'dhcp1',
      dynamic: 'true',
    });
    expect(await access.apply(lease)).toMatchObject({ outcome: 'applied' });
    const [only, ...others] = lab.state.items('/ip/dhcp-server/lease');
    expect(only).toMatchObject({ address: '10.5.0.9', 'rate-limit': '10000k/50000k' });
    expect(only).not.toHaveProperty('dynamic');
    expect(others).toEqual([]);
  });

  test('a router that shows no passwords still gets the new one', async () => {
    const { lab, access } = await site({}, { hidesPasswords: true });
    await access.apply(alice);
    expect(await access.apply({ ...alice, password: 'looking-glass' })).toMatchObject({ outcome: 'applied' });
    expect(lab.state.items('/ppp/secret')).toMatchObject([{ password: 'looking-glass' }]);
    expect(await access.read(alice)).toMatchObject({ outcome: 'already-applied' });
  });

  test('nobody is let in without a password', async () => {
    const { lab, access } = await site();
    const refused = await access.apply({ ...withoutPassword });
    expect(refused).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('password is not known'),
    });
    expect(held(lab)).toEqual([]);
  });
});

describe('a node', () => {
  const good = { username: 'throughline', password: 'p' };

  test('settings that cannot be used say what to do', () => {
    const issues = (settings: object) =>
      driver.settings
        .safeParse(settings)
        .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    expect(issues({})).toEqual([expect.stringMatching(/^tls needs ca or fingerprint/)]);
    expect(issues({ tls: false })).toBeUndefined();
    expect(issues({ fingerprint: 'ab'.repeat(32) })).toBeUndefined();
    expect(issues({ fingerprint: 'ab' })).toEqual([
      expect.stringMatching(/^fingerprint must be the SHA-256/),
    ]);
    expect(issues({ ca: 'ca.pem' })).toEqual([expect.stringMatching(/^ca must be a certificate as PEM/)]);
    expect(issues({ tls: false, parallel: 0, colour: 'red' })).toHaveLength(2);
    expect(driver.credentials.safeParse({ username: 'x' }).success).toBe(false);
  });

  test('a block of addresses is no router', () => {
    expect(() => open({ host: '10.0.0.0/24', port: 8728 })).toThrow(/is not that of one router/);
    const problems = openNodes(
      [
        {
          nodeId: 'nod_block',
          kind: 'nas',
          driver: 'mikrotik-routeros-api',
          address: '10.0.0.0/24',
          settings: { tls: false },
          credentials: good,
        },
      ],
      tools,
    );
    return expect(problems).resolves.toMatchObject({
      problems: [expect.stringMatching(/^Node nod_block: address 10.0.0.0\/24 is not that of one router/)],
    });
  });

  test('over TLS, known by the fingerprint as a router shows it', async () => {
    const authority = await createAuthority();
    const tls = await authority.issue('router', true);
    const lab = await startRouterLab({ tls });
    opened.push(lab);
    const fingerprint = new X509Certificate(tls.cert).fingerprint256.toLowerCase().replaceAll(':', '');
    const { routerAccess } = open(lab, { tls: true, fingerprint });
    expect(await routerAccess.apply(alice)).toMatchObject({ outcome: 'applied' });
    const other = (fingerprint.startsWith('0') ? '1' : '0') + fingerprint.slice(1);
    expect(await open(lab, { tls: true, fingerprint: other }).routerAccess.read(alice)).toMatchObject({
      outcome: 'unreachable',
      reason: expect.stringContaining('another certificate'),
    });
  });

  test('with a RADIUS secret it is a NAS, too', () => {
    const node = driver.open(
      driver.settings.parse({ tls: false }),
      driver.credentials.parse({ ...good, secret: 'shared' }),
      tools,
      { nodeId: 'nod_router', address: '127.0.0.1' },
    );
    expect(node.nas).toMatchObject({ secret: 'shared' });
    expect(node.sessionControl).toBeDefined();
  });

  test('sessions are cut through the API, only the one that is meant', async () => {
    const { lab, access } = await site();
    await access.apply(alice);
    const first = lab.dial('ppp', 'alice', 'wonder-land');
    const second = lab.dial('ppp', 'alice', 'wonder-land');
    const control = open(lab, { timeoutMs: 100 }).sessionControl!;
    const session = { key: 'k', sessionId: 's', username: 'alice', nasAddress: '127.0.0.1' };
    const of = (framedIp: string) => control.remove({ ...session, framedIp });
    expect(await of(first!['address']!)).toMatchObject({ outcome: 'done' });
    expect(lab.state.items('/ppp/active')).toEqual([second]);
    expect(await of(first!['address']!)).toMatchObject({ outcome: 'gone' });
    lab.fault = { kind: 'lie', on: /remove$/ };
    expect(await control.remove(session)).toMatchObject({ outcome: 'refused' });
    lab.fault = { kind: 'stall', on: /./ };
    expect(await control.remove(session)).toMatchObject({ outcome: 'unreachable' });
    lab.fault = undefined;
    expect(await control.remove(session)).toMatchObject({ outcome: 'done' });
    expect(await control.apply(session, { downKbps: 1, upKbps: 1 })).toMatchObject({
      outcome: 'unsupported',
    });
  });

  test('fifty subscribers at once share what they share and leave nothing', async () => {
    const { lab, access } = await site({ timeoutMs: 5000, parallel: 4 });
    const many = Array.from({ length: 50 }, (_, i) => ({
      ...alice,
      serviceId: `svc_${i}`,
      identity: `user-${i}`,
      downKbps: [10_000, 20_000, 30_000][i % 3]!,
    }));
    const made = await Promise.all(many.map((grant) => access.apply(grant)));
    expect(new Set(made.map(({ outcome }) => outcome))).toEqual(new Set(['applied']));
    expect(lab.state.items('/ppp/profile')).toHaveLength(4);
    expect(lab.mostAtOnce).toBeLessThanOrEqual(4);
    const changed = many.map((grant) => ({ ...grant, downKbps: 40_000 }));
    await Promise.all(changed.map((grant) => access.apply(grant)));
    expect(lab.state.items('/ppp/profile').map(({ name }) => name)).toEqual([
      'default',
      'throughline-10000k-40000k',
    ]);
    await Promise.all(changed.map((grant) => access.remove(grant)));
    expect(held(lab)).toEqual([]);
  });

  test('profiles left by an agent that was killed are found', async () => {
    const { lab, access } = await site();
    lab.state.make('/ppp/profile', { name: 'throughline-1k-1k', 'rate-limit': '1k/1k' });
    lab.state.make('/ppp/profile', { name: 'gold', 'rate-limit': '1M/1M' });
    await access.apply(alice);
    expect(lab.state.items('/ppp/profile').map(({ name }) => name)).toEqual([
      'default',
      'gold',
      'throughline-10000k-50000k',
    ]);
  });
});

type Fault = Omit<RouterFault, 'on' | 'times'>['kind'];
const outcomes: Readonly<Record<Fault, readonly DeviceResult['outcome'][]>> = {
  refuse: ['refused'],
  stall: ['unreachable'],
  'stall-after': ['applied', 'unreachable'],
  'cut-before': ['unreachable'],
  'cut-after': ['applied', 'unreachable'],
  twice: ['applied'],
  lie: ['refused'],
};
const words: Partial<Record<Fault, RegExp>> = {
  refuse: /failure: out of memory/,
  stall: /has not answered \/.* as read since: /,
  'cut-before': /(broke|closed).* as read since: /,
  lie: /does not keep it/,
};
const changing = /\/(add|set|unset|remove)$/;

/** Waiting takes time: for silence one of each kind is enough. */
const patient = new Set<RouterGrant>([alice, fixedHotspot, lease]);
const silent = new Set<Fault>(['stall', 'stall-after']);

const cells: Readonly<Record<Fault, string>> = {
  refuse: cellName('refuses'),
  stall: cellName('stalls'),
  'stall-after': `${cellName('stalls')}, having obeyed`,
  'cut-before': cellName('line cut before it applied'),
  'cut-after': cellName('line cut after it applied'),
  twice: cellName('answers twice'),
  lie: 'lies',
};

describe.each(Object.entries(grants))('faults: %s', (_name, grant) => {
  const kinds = (Object.keys(outcomes) as Fault[]).filter((kind) => !silent.has(kind) || patient.has(grant));
  describe.each(kinds.map((kind) => [cells[kind], kind] as const))('%s', (_cell, kind) => {
    const settings = silent.has(kind) ? { timeoutMs: 100 } : {};
    test('while it is made: a known end, and the next attempt heals it', async () => {
      const { lab, access } = await site(settings);
      lab.fault = { kind, on: changing };
      const result = await access.apply(grant);
      expect(outcomes[kind]).toContain(result.outcome);
      if (result.outcome !== 'applied') expect(result.reason).toMatch(words[kind] ?? /./);
      lab.fault = undefined;
      if (result.outcome === 'refused') expect(held(lab)).toEqual([]);
      expect((await access.apply(grant)).outcome).toMatch(/applied/);
      expect(await access.read(grant)).toMatchObject({ outcome: 'already-applied' });
      const gone = await access.remove(grant);
      expect(held(lab)).toEqual([]);
      expectNoSecrets(result, gone);
    });

    test('once, while it is made, suspended and removed: it comes through', async () => {
      const { lab, access } = await site(settings);
      const once = () => {
        lab.fault = { kind, on: changing, times: 1 };
      };
      once();
      expect((await access.apply(grant)).outcome).toBe('applied');
      if (grant.kind !== 'dhcp-lease') lab.dial(grant.kind, 'alice', 'wonder-land');
      once();
      expect((await access.apply({ ...grant, entitlement: 'blocked' })).outcome).toBe('applied');
      expect(lab.state.items('/ppp/active')).toEqual([]);
      once();
      expect((await access.remove(grant)).outcome).toBe('applied');
      lab.fault = undefined;
      await access.remove(grant);
      expect(lab.state.items(users[grant.kind])).toEqual([]);
    });
  });

  test('the line breaks and the router is gone: unknown, until it can be read', async () => {
    const { lab, access } = await site();
    let closing: Promise<void> | undefined;
    lab.fault = {
      kind: 'cut-after',
      on: changing,
      meanwhile: () => {
        closing = lab.close();
      },
    };
    expect(await access.apply(grant)).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringMatching(/^the .*(broke|closed).*; then it could not be read: .*ECONNREFUSED/),
    });
    await closing;
    const back = await startRouterLab({ port: lab.port });
    opened.splice(opened.indexOf(lab), 1, back);
    expect((await access.apply(grant)).outcome).toBe('applied');
  });

  test(`${cellName('restarts')} between`, async () => {
    const { lab, access } = await site();
    await access.apply(grant);
    await lab.restart();
    expect(await access.apply(grant)).toMatchObject({ outcome: 'already-applied' });
  });

  test(`${cellName('wrong credentials')}, and a router that is away`, async () => {
    const { lab } = await site();
    const stranger = open(lab, {}, 'sesame-open').routerAccess;
    for (const ask of [stranger.apply, stranger.read, stranger.remove]) {
      const result = await ask(grant);
      expect(result).toMatchObject({
        outcome: 'refused',
        reason: 'the router refuses the login of throughline: invalid user name or password (6)',
      });
      expect(JSON.stringify(result)).not.toContain('sesame-open');
    }
    await lab.close();
    opened.splice(opened.indexOf(lab), 1);
    const { routerAccess } = open(lab);
    expect(await routerAccess.apply(grant)).toMatchObject({
      outcome: 'unreachable',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test(`${cellName('changed by hand')}: seen with both sides, changed by nobody but apply`, async () => {
    const { lab, access } = await site();
    await access.apply(grant);
    const menu = users[grant.kind];
    const [user] = lab.state.items(menu);
    const property = grant.kind === 'dhcp-lease' ? 'block-access' : 'disabled';
    lab.state.set(menu, user!['.id']!, { [property]: 'yes' });
    const seen = await access.read(grant);
    expect(seen).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining(`${property} true instead of no`),
    });
    expect(lab.state.items(menu)).toMatchObject([{ [property]: 'true' }]);
    const mended = await access.apply(grant);
    expect(mended.outcome).toBe('applied');
    expect(mended.steps[0]!.check).toContain(`${property} true instead of no`);
    expect(lab.state.items(menu)).toMatchObject([{ [property]: 'false' }]);
    lab.state.remove(menu, user!['.id']!);
    expect(await access.read(grant)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('not there'),
    });
    expect((await access.apply(grant)).outcome).toBe('applied');
  });
});

test('random lives under random faults leave nothing', async () => {
  const kinds: Fault[] = ['refuse', 'cut-before', 'cut-after', 'twice', 'lie'];
  const act = fc.record({
    grant: fc.constantFrom(alice, fixed, hotspot, fixedHotspot, lease, fixedLease),
    subscriber: fc.nat(2),
    downKbps: fc.constantFrom(10_000, 50_000),
    entitlement: fc.constantFrom<RouterGrant['entitlement']>('full', 'throttled', 'walled-garden', 'blocked'),
    verb: fc.constantFrom('apply', 'apply', 'apply', 'remove', 'dial', 'restart'),
    fault: fc.option(fc.record({ kind: fc.constantFrom(...kinds), times: fc.integer({ min: 1, max: 9 }) })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
      const lab = await startRouterLab();
      const node = open(lab);
      const lives = new Map<string, RouterGrant>();
      for (const { grant, subscriber, downKbps, entitlement, verb, fault } of acts) {
        const serviceId = `${grant.serviceId}_${grant.kind}_${subscriber}`;
        const identity = grant.kind === 'dhcp-lease' ? `00:00:00:00:00:0${subscriber}` : `user-${subscriber}`;
        const framedIp =
          grant.framedIp === undefined ? {} : { framedIp: `10.0.${grant.kind.length}.${subscriber}` };
        const wanted: RouterGrant = { ...grant, serviceId, identity, ...framedIp, downKbps, entitlement };
        lab.fault = fault === null ? undefined : { ...fault, on: changing };
        if (verb === 'restart') await lab.restart();
        else if (verb === 'dial') {
          if (grant.kind !== 'dhcp-lease') lab.dial(grant.kind, identity, 'wonder-land');
        } else if (verb === 'remove') await node.routerAccess.remove(wanted);
        else {
          await node.routerAccess.apply(wanted);
          lab.fault = undefined;
          expect((await node.routerAccess.apply(wanted)).outcome).toMatch(/applied/);
          expect(await node.routerAccess.read(wanted)).toMatchObject({ outcome: 'already-applied' });
        }
        lives.set(serviceId, wanted);
      }
      lab.fault = undefined;
      for (const life of lives.values())
        expect((await node.routerAccess.remove(life)).outcome).toMatch(/applied/);
      expect(held(lab)).toEqual([]);
      node.close?.();
      await lab.close();
      opened.splice(opened.indexOf(node), 1);
    }),
    { seed: 8728, numRuns: 60 },
  );
});
