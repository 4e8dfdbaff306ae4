import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type FreeRadiusFront,
  frontToken,
  openFreeRadiusFront,
} from '../../../edge-agent/aaa/freeradius-front.ts';
import { desiredState, nasAddress, type Setup, serviceId, setUp, siteId } from './setup.ts';

const token = 'ab'.repeat(32);
const open: FreeRadiusFront[] = [];
afterEach(async () => {
  for (const front of open.splice(0)) await front.close();
});

async function ask(
  setup: Setup,
  action: string,
  body: unknown,
  change: { token?: string; nas?: string; method?: string } = {},
): Promise<{ status: number; body: unknown }> {
  const front = await openFreeRadiusFront({
    port: 0,
    token,
    service: setup.service.front,
    onFault: (fault) => setup.faults.push(fault),
  });
  open.push(front);
  const basic = Buffer.from(`freeradius:${change.token ?? token}`).toString('base64');
  const answer = await fetch(
    `http://127.0.0.1:${front.port}/radius/${action}?nas=${change.nas ?? nasAddress}`,
    {
      method: change.method ?? 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
      ...(change.method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    },
  );
  const text = await answer.text();
  const isJson = answer.headers.get('content-type') === 'application/json';
  return { status: answer.status, body: isJson ? JSON.parse(text) : text };
}

/** Attributes as rlm_rest writes them. */
const said = (attributes: Record<string, string | number>) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      const type = typeof value === 'number' ? 'integer' : /^0x/.test(value) ? 'octets' : 'string';
      return [name, { type, value: [value] }];
    }),
  );
const login = said({ 'User-Name': 'alice', 'User-Password': 'wonder' });
const never = { op: ':=', do_xlat: false };
const wrong = { 'control:Auth-Type': { value: ['Reject'] } };

describe('authorize', () => {
  test('the password, as a value that is never expanded', async () => {
    const secret = '%{exec:/bin/sh}"\\ä';
    const setup = setUp({ services: [[desiredState(), secret]] });
    expect(await ask(setup, 'authorize', login)).toEqual({
      status: 200,
      body: { 'control:Cleartext-Password': { type: 'string', value: [secret], ...never } },
    });
  });

  test('of a blocked service, too: only who knows it learns that it is blocked', async () => {
    const setup = setUp({ services: [[desiredState(undefined, { entitlement: 'blocked' }), 'wonder']] });
    expect(await ask(setup, 'authorize', login)).toMatchObject({
      status: 200,
      body: { 'control:Cleartext-Password': { value: ['wonder'] } },
    });
  });

  test('nobody of that name is not found', async () => {
    expect((await ask(setUp(), 'authorize', said({ 'User-Name': 'mallory' }))).status).toBe(404);
  });

  test('a service without a password lets nobody in', async () => {
    const setup = setUp({ services: [[desiredState(), undefined]] });
    expect(await ask(setup, 'authorize', login)).toMatchObject({ status: 200, body: wrong });
  });

  test('MS-CHAPv1 only where the NAS may', async () => {
    const v1 = said({
      'User-Name': 'alice',
      'MS-CHAP-Challenge': `0x${'00'.repeat(8)}`,
      'MS-CHAP-Response': `0x${'00'.repeat(50)}`,
    });
    expect(await ask(setUp(), 'authorize', v1)).toMatchObject({
      body: { ...wrong, 'reply:Reply-Message': { value: ['This way of authentication is not offered'] } },
    });
    const allowed = await ask(setUp({ nas: { allowMsChapV1: true } }), 'authorize', v1);
    expect(allowed.body).toMatchObject({ 'control:Cleartext-Password': { value: ['wonder'] } });
  });

  describe('who is known by the MAC address', () => {
    const mac = '00:0C:42:1F:00:01';
    const name = '00-0c-42-1f-00-01';
    const services = [[desiredState({ technology: 'ipoe', siteId, mac }), undefined]] as const;
    test.each([
      ['the name again', { 'User-Password': name }, { 'control:Cleartext-Password': { value: [name] } }],
      ['nothing', { 'User-Password': '' }, { 'control:Cleartext-Password': { value: [''] } }],
      ['something else', { 'User-Password': 'else' }, wrong],
      [
        'CHAP',
        { 'CHAP-Password': `0x${'11'.repeat(17)}` },
        { 'control:Cleartext-Password': { value: [name] } },
      ],
      [
        'no credential but the word that it is a check',
        { 'Service-Type': 10 },
        { 'control:Auth-Type': { value: ['Accept'] } },
      ],
      ['no credential', {}, wrong],
    ] as [string, Record<string, string | number>, object][])('%s', async (_name, more, body) => {
      expect(await ask(setUp({ services }), 'authorize', said({ 'User-Name': name, ...more }))).toMatchObject(
        {
          status: 200,
          body,
        },
      );
    });
  });
});

describe('post-auth', () => {
  test('what the agent’s own port would have answered, several of a name as several values', async () => {
    const setup = setUp({ nas: { driver: 'cisco-isg' } });
    const answer = await ask(setup, 'post-auth', said({ 'User-Name': 'alice', 'Framed-Protocol': 1 }));
    const class_ = `0x${Buffer.from(`tl1.${serviceId}.3`).toString('hex')}`;
    expect(answer).toEqual({
      status: 200,
      body: {
        'reply:Service-Type': { type: 'integer', value: [2], op: '+=', do_xlat: false },
        'reply:Framed-Protocol': { type: 'integer', value: [1], op: '+=', do_xlat: false },
        'reply:Cisco-AVPair': {
          type: 'string',
          value: ['ip:sub-qos-policy-in=UP-10M', 'ip:sub-qos-policy-out=DOWN-50M'],
          op: '+=',
          do_xlat: false,
        },
        'reply:Acct-Interim-Interval': { type: 'integer', value: [300], op: '+=', do_xlat: false },
        'reply:Class': { type: 'string', value: [class_], op: '+=', do_xlat: false },
      },
    });
    expect(setup.service.stats).toMatchObject({ accepted: 1, rejected: 0 });
  });

  test('a tagged attribute has its tag', async () => {
    const { body } = await ask(setUp({ nas: { driver: 'juniper-mx' } }), 'post-auth', login);
    expect(body).toMatchObject({ 'reply:ERX-Service-Activate:1': { value: ['internet(50000,10000)'] } });
  });

  test('a blocked service and a foreign station are refused, with nothing granted', async () => {
    const blocked = setUp({ services: [[desiredState(undefined, { entitlement: 'blocked' }), 'wonder']] });
    const refused = await ask(blocked, 'post-auth', login);
    expect(Object.keys(refused.body as object)).toEqual(['control:Auth-Type', 'reply:Reply-Message']);
    expect(refused.body).toMatchObject({ 'reply:Reply-Message': { value: ['This service is suspended'] } });
    expect(blocked.service.stats.rejectedFor).toEqual({ 'service-blocked': 1 });
    const bound = {
      technology: 'pppoe',
      siteId,
      username: 'alice',
      callingStationId: '02:00:00:00:00:01',
    } as const;
    const station = setUp({ services: [[desiredState(bound), 'wonder']] });
    const foreign = said({ 'User-Name': 'alice', 'Calling-Station-Id': '02-00-00-00-00-02' });
    expect((await ask(station, 'post-auth', foreign)).body).toMatchObject(wrong);
    const own = said({ 'User-Name': 'alice', 'Calling-Station-Id': '02-00-00-00-00-01' });
    expect((await ask(station, 'post-auth', own)).body).not.toMatchObject(wrong);
  });
});

describe('accounting', () => {
  const record = (more: Record<string, string | number>) =>
    said({ 'User-Name': 'alice', 'Acct-Session-Id': '8f00', 'NAS-Identifier': 'nas-a', ...more });

  /** Asks, and lets the timers of the batch run meanwhile. */
  async function account(setup: Setup, body: unknown): Promise<number> {
    const asking = ask(setup, 'accounting', body);
    const done = asking.then(() => true);
    while (!(await Promise.race([done, new Promise((resolve) => setImmediate(resolve, false))])))
      setup.pass(5);
    return (await asking).status;
  }

  test('kept before it is answered, as it was said; a repeat is not kept again', async () => {
    const setup = setUp();
    const interim = {
      ...record({
        'Acct-Status-Type': 3,
        'Acct-Session-Time': 60,
        'Acct-Input-Octets': 7,
        'Acct-Input-Gigawords': 2,
      }),
      'Event-Timestamp': { type: 'date', value: ['Mar  1 2026 00:00:00 UTC'] },
      'Framed-IP-Address': { type: 'ipaddr', value: ['10.0.0.7'] },
      Class: { type: 'octets', value: [`0x${Buffer.from(`tl1.${serviceId}.3`).toString('hex')}`] },
    };
    expect(await account(setup, interim)).toBe(204);
    expect(await account(setup, interim)).toBe(204);
    expect(setup.batches.flatMap(({ records }) => records)).toMatchObject([
      { kind: 'interim', serviceId, username: 'alice', uploadOctets: 2 * 2 ** 32 + 7, framedIp: '10.0.0.7' },
    ]);
    expect(setup.batches[0]?.sessions).toMatchObject([{ nasKey: `${nasAddress}/nas-a`, grantedRevision: 3 }]);
    expect(setup.service.stats).toMatchObject({ accountingRecorded: 1, accountingRepeated: 1 });
  });

  test('what could not be kept is not acknowledged', async () => {
    const setup = setUp();
    setup.store = () => {
      throw new Error('disk full');
    };
    expect(await account(setup, record({ 'Acct-Status-Type': 1 }))).toBe(503);
    expect(setup.faults).toHaveLength(1);
  });

  test('an incomplete record, and a kind that is nothing to us', async () => {
    const setup = setUp();
    expect(await account(setup, said({ 'User-Name': 'alice', 'Acct-Status-Type': 1 }))).toBe(400);
    expect(await account(setup, record({ 'Acct-Status-Type': 9 }))).toBe(204);
    expect(setup.batches).toEqual([]);
  });
});

describe('who asks', () => {
  test('needs the token, and gets nothing without', async () => {
    for (const guess of ['', token.slice(1), `${token}x`, 'x'.repeat(100_000 / 20)]) {
      const { status, body } = await ask(setUp(), 'authorize', login, { token: guess });
      expect(status).toBe(403);
      expect(JSON.stringify(body)).not.toContain('wonder');
    }
  });

  test('for a NAS that is not of this site is told nothing', async () => {
    const setup = setUp();
    const answer = await ask(setup, 'authorize', login, { nas: '192.0.2.99' });
    expect(answer).toEqual({ status: 503, body: '192.0.2.99 is no access node of this site\n' });
    expect(setup.service.stats.dropped).toEqual({ 'unknown-nas': 1 });
  });

  test.each([
    ['another path', 'secrets', login, {}, 405],
    ['another method', 'authorize', login, { method: 'GET' }, 405],
    ['no address', 'authorize', login, { nas: 'nas-1' }, 400],
    ['no JSON', 'authorize', 'User-Name=alice', {}, 400],
    ['JSON of another form', 'authorize', [1, 2], {}, 400],
    ['a value of another form', 'authorize', { 'User-Name': 'alice' }, {}, 400],
    ['too much', 'authorize', JSON.stringify({ x: 'y'.repeat(70_000) }), {}, 400],
    ['an attribute that holds too much', 'authorize', said({ 'User-Name': 'a'.repeat(254) }), {}, 503],
    ['a second user name', 'authorize', { 'User-Name': { type: 'string', value: ['a', 'b'] } }, {}, 503],
    [
      'an address of five parts',
      'authorize',
      { 'Framed-IP-Address': { type: 'ipaddr', value: ['1.2.3.4.5'] } },
      {},
      404,
    ],
  ] as [string, string, unknown, object, number][])(
    'with %s is told what is wrong',
    async (_name, action, body, change, status) => {
      const setup = setUp();
      expect((await ask(setup, action, body, change)).status).toBe(status);
      expect(setup.faults).toEqual([]);
    },
  );

  test('and goes away in the middle of a request: the next one is served', async () => {
    const setup = setUp();
    const front = await openFreeRadiusFront({
      port: 0,
      token,
      service: setup.service.front,
      onFault: (fault) => setup.faults.push(fault),
    });
    open.push(front);
    const basic = Buffer.from(`freeradius:${token}`).toString('base64');
    const half = httpRequest({
      port: front.port,
      host: '127.0.0.1',
      method: 'POST',
      path: `/radius/authorize?nas=${nasAddress}`,
      headers: { authorization: `Basic ${basic}`, 'content-length': 100 },
    });
    half.on('error', () => undefined);
    half.write('{"User-');
    await new Promise<void>((resolve) =>
      half.once('socket', (socket) => socket.once('connect', () => resolve())),
    );
    half.destroy();
    expect((await ask(setup, 'authorize', login)).status).toBe(200);
  });
});

describe('the token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'front-token-'));
  const file = join(folder, 'freeradius-token.conf');
  afterEach(() => rmSync(file, { force: true }));

  test('is made once, for the agent’s user alone, and stays', () => {
    const first = frontToken(file);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(file, 'utf8')).toBe(`throughline_token = "${first}"\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o640);
    expect(frontToken(file)).toBe(first);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  test('a file that holds something else is not overwritten', () => {
    writeFileSync(file, 'throughline_token = "guess"\n');
    expect(() => frontToken(file)).toThrow(/holds no token; remove it/);
  });
});
