import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Aaa, createAaa, scheduleByTimer } from '../../edge-agent/aaa/aaa.ts';
import { type AaaEntry, aaaEntry } from '../../edge-agent/aaa/aaa-entry.ts';
import type { AccountingBatch } from '../../edge-agent/aaa/accounting-batches.ts';
import { createDynamicAuthorization } from '../../edge-agent/aaa/dynamic-authorization.ts';
import { nasClient, nasDirectory } from '../../edge-agent/aaa/nas.ts';
import { mikrotikRates } from '../../edge-agent/capabilities/radius-dialect.ts';
import {
  messageAuthenticatorIsValid,
  requestAuthenticatorIsValid,
  responseIsAuthentic,
  zeroAuthenticator,
} from '../../edge-agent/protocols/radius/authenticity.ts';
import { avp, standardAttributes } from '../../edge-agent/protocols/radius/avp.ts';
import { attribute, code } from '../../edge-agent/protocols/radius/codes.ts';
import { revealMppeKey } from '../../edge-agent/protocols/radius/hidden-values.ts';
import { msChap2Secrets } from '../../edge-agent/protocols/radius/mschap.ts';
import { decodePacket } from '../../edge-agent/protocols/radius/packet.ts';
import { PacketWriter } from '../../edge-agent/protocols/radius/packet-writer.ts';
import { radiusSecret } from '../../edge-agent/protocols/radius/secret.ts';
import { vendorAttributes } from '../../edge-agent/protocols/radius/vendor-attributes.ts';
import { desiredState, siteId } from '../edge-agent/aaa/setup.ts';
import { nasPolicyOf } from '../edge-agent/support/nas-policy.ts';
import { type FreeRadius, secret, startFreeRadius } from './freeradius.ts';

/** The agent's AAA and Debian's FreeRADIUS tools, each as the other's peer. */

const batches: AccountingBatch[] = [];
let aaa: Aaa;
let auth: number;
let acct: number;
let peer: FreeRadius;

beforeAll(async () => {
  const entries = new Map<string, AaaEntry>();
  const alice = desiredState(
    { technology: 'pppoe', siteId, username: 'alice', framedIp: '10.0.0.7' },
    { profile: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300, sessionTimeoutSeconds: 86_400 } },
  );
  const blocked = desiredState({ technology: 'pppoe', siteId, username: 'bob' }, { entitlement: 'blocked' });
  for (const desired of [alice, blocked]) {
    const entry = aaaEntry(desired, 'wonder')!;
    entries.set(entry.identity, entry);
  }
  const policy = nasPolicyOf('radius-nas', secret, { allowMsChapV1: true });
  const nas = nasClient({ nodeId: 'nod_a', ...policy });
  aaa = createAaa({
    lookup: (identity) => entries.get(identity),
    nas: nasDirectory([{ address: '127.0.0.1', nas }]),
    recordAccounting: (batch) => {
      batches.push(batch);
    },
    now: Date.now,
    onFault: (fault) => {
      throw fault;
    },
    settings: { rejectDelayMs: 0 },
  });
  const ports = await aaa.listen({ host: '127.0.0.1', authPort: 0, acctPort: 0 });
  auth = ports.auth.port;
  acct = ports.acct.port;
  peer = await startFreeRadius();
});

afterAll(async () => {
  await aaa.close();
  await peer.stop();
});

/** Runs a program; answers what it printed and whether it was content. */
function run(program: string, args: readonly string[], input = ''): Promise<{ output: string; ok: boolean }> {
  return new Promise((resolve) => {
    const child = execFile(program, args, (error, stdout, stderr) => {
      resolve({ output: stdout + stderr, ok: error === null });
    });
    child.stdin!.end(input);
  });
}

const radclient = (port: number, kind: string, attributes: string, key = secret) =>
  run('radclient', ['-x', '-r', '1', '-t', '2', `127.0.0.1:${port}`, kind, key], attributes);
const radtest = (method: string, name: string, password: string) =>
  run('radtest', ['-t', method, name, password, `127.0.0.1:${auth}`, '0', secret]);

describe('radtest', () => {
  test.each(['pap', 'chap', 'mschap'])('%s: the password lets in, another does not', async (method) => {
    const accepted = await radtest(method, 'alice', 'wonder');
    expect(accepted.output).toContain('Received Access-Accept');
    expect(accepted.output).toContain('Framed-IP-Address = 10.0.0.7');
    expect(accepted.output).toContain('Mikrotik-Rate-Limit = "10M/50M"');
    expect(accepted.output).toContain('WISPr-Bandwidth-Max-Down = 50000000');
    expect(accepted.output).toContain('Session-Timeout = 86400');
    const refused = await radtest(method, 'alice', 'wander');
    expect(refused.output).toContain('Received Access-Reject');
    expect(refused.output).toContain('Reply-Message = "Wrong user name or password"');
  });

  test('a blocked service is refused with its reason', async () => {
    const { output } = await radtest('pap', 'bob', 'wonder');
    expect(output).toContain('Received Access-Reject');
    expect(output).toContain('This service is suspended');
  });
});

describe('radclient', () => {
  test('auth: a password of several blocks', async () => {
    const wrong =
      'User-Name = alice, User-Password = "a password that is longer than sixteen", Message-Authenticator = 0';
    expect((await radclient(auth, 'auth', wrong)).output).toContain('Received Access-Reject');
  });

  test('auth: an unsigned request, or one under another secret, hears nothing', async () => {
    const unsigned = 'User-Name = alice, User-Password = wonder';
    expect((await radclient(auth, 'auth', unsigned)).output).toContain('No reply from server');
    const signed = `${unsigned}, Message-Authenticator = 0`;
    expect((await radclient(auth, 'auth', signed, 'another')).output).toContain('No reply from server');
    expect((await radclient(auth, 'auth', signed)).output).toContain('Received Access-Accept');
  });

  test('acct: start, interim and stop arrive as they were said', async () => {
    const common = 'User-Name = alice, Acct-Session-Id = "8f00", NAS-Identifier = "nas-a"';
    const records = [
      `${common}, Acct-Status-Type = Start, Framed-IP-Address = 10.0.0.7`,
      `${common}, Acct-Status-Type = Interim-Update, Acct-Session-Time = 300, Acct-Input-Octets = 7, Acct-Input-Gigawords = 2`,
      `${common}, Acct-Status-Type = Stop, Acct-Session-Time = 301, Acct-Terminate-Cause = User-Request`,
    ];
    for (const record of records) {
      expect((await radclient(acct, 'acct', record)).output).toContain('Received Accounting-Response');
    }
    expect(batches.flatMap((batch) => batch.records)).toMatchObject([
      { kind: 'start', username: 'alice', sessionId: '8f00', framedIp: '10.0.0.7', nodeId: 'nod_a' },
      { kind: 'interim', sessionSeconds: 300, uploadOctets: 2 * 2 ** 32 + 7 },
      { kind: 'stop', sessionSeconds: 301, terminateCause: 'User-Request' },
    ]);
  });

  test('acct: under another secret it hears nothing and nothing is kept', async () => {
    const before = batches.length;
    const record = 'User-Name = alice, Acct-Session-Id = "9", Acct-Status-Type = Start';
    expect((await radclient(acct, 'acct', record, 'another')).output).toContain('No reply from server');
    expect(batches).toHaveLength(before);
  });

  test('status: both ports are alive', async () => {
    const status = 'Message-Authenticator = 0';
    expect((await radclient(auth, 'status', status)).output).toContain('Received Access-Accept');
    expect((await radclient(acct, 'status', status)).output).toContain('Received Accounting-Response');
  });

  test.each([
    ['disconnect', code.disconnectRequest],
    ['coa', code.coaRequest],
  ])('%s: our checks find its packets authentic', async (kind, expected) => {
    const nas = createSocket('udp4');
    await new Promise<void>((resolve) => nas.bind(0, '127.0.0.1', resolve));
    const came = new Promise<Buffer>((resolve) => {
      nas.on('message', (request, from) => {
        const ack = new PacketWriter().begin(request[0]! + 1, request[1]!).messageAuthenticator();
        nas.send(ack.reply(radiusSecret(secret), request, 4), from.port, from.address);
        resolve(request);
      });
    });
    const attributes = 'User-Name = alice, Acct-Session-Id = "8f00", Message-Authenticator = 0';
    const client = radclient(nas.address().port, kind, attributes);
    const request = await came;
    expect(request[0]).toBe(expected);
    expect(requestAuthenticatorIsValid(request, request.length, radiusSecret(secret))).toBe(true);
    const at = request.indexOf(Buffer.from([attribute.messageAuthenticator, 18]), 20) + 2;
    const valid = messageAuthenticatorIsValid(
      request,
      request.length,
      at,
      radiusSecret(secret),
      zeroAuthenticator,
    );
    expect(valid).toBe(true);
    expect((await client).output).toMatch(/Received (Disconnect|CoA)-ACK/);
    nas.close();
  });
});

describe('FreeRADIUS as NAS', () => {
  const rate = (upKbps: number) => mikrotikRates({ downKbps: 20_000, upKbps });
  const named = (id: string) => [avp(standardAttributes.acctSessionId, id)];
  const alice = avp(standardAttributes.userName, 'alice');
  const radius = createDynamicAuthorization({
    times: { initialMs: 500, maximumMs: 1000, attempts: 2 },
    now: Date.now,
    random: Math.random,
    schedule: scheduleByTimer,
  });
  const target = (key = secret) => ({ host: '127.0.0.1', port: peer.coa, secret: key });
  afterAll(() => radius.close());

  test('acknowledges our Disconnect and CoA requests, which it wants signed', async () => {
    expect(await radius.disconnect(target(), [alice, ...named('8f00')])).toEqual({
      kind: 'ack',
    });
    expect(await radius.changeRate(target(), named('8f00'), rate(5000))).toEqual({ kind: 'ack' });
  });

  test('tells why it refuses', async () => {
    const gone = [alice, ...named('unknown')];
    expect(await radius.disconnect(target(), gone)).toEqual({ kind: 'nak', errorCause: 503 });
    const unlike = await radius.changeRate(target(), named('8f00'), rate(6000));
    expect(unlike).toEqual({ kind: 'nak', errorCause: 407 });
  });

  test('is silent towards another secret', async () => {
    const answer = await radius.disconnect(target('another'), named('8f00'));
    expect(answer).toEqual({ kind: 'silent', attempts: 2 });
  });
});

test('FreeRADIUS derives the same proof and keys from an MS-CHAPv2 exchange', async () => {
  const authenticatorChallenge = Buffer.from('5b5d7c7d7b3f2f3e3c2c602132262628', 'hex');
  const peerChallenge = Buffer.from('21402324255e262a28295f2b3a337c7e', 'hex');
  const exchange = { username: 'alice', password: 'wonder', authenticatorChallenge, peerChallenge };
  const secrets = msChap2Secrets(exchange);
  const authenticator = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  const response = Buffer.concat([Buffer.from([9, 0]), peerChallenge, Buffer.alloc(8), secrets.ntResponse]);
  const request = new PacketWriter()
    .begin(code.accessRequest, 3)
    .messageAuthenticator()
    .text(attribute.userName, 'alice')
    .vendorOctets(vendorAttributes.msChapChallenge, authenticatorChallenge)
    .vendorOctets(vendorAttributes.msChap2Response, response)
    .access(radiusSecret(secret), authenticator);

  for (const port of [peer.auth, auth]) {
    const socket = createSocket('udp4');
    const answer = await new Promise<Buffer>((resolve) => {
      socket.once('message', resolve);
      socket.send(request, port, '127.0.0.1');
    });
    socket.close();
    expect(responseIsAuthentic(answer, radiusSecret(secret), authenticator, false)).toBe(true);
    const packet = decodePacket(answer)!;
    expect(packet.code).toBe(code.accessAccept);
    const value = (one: { vendor: number; type: number }) =>
      packet.attributes.find(({ vendor, type }) => vendor === one.vendor && type === one.type)!.value;
    const success = value(vendorAttributes.msChap2Success);
    expect([success[0], success.toString('utf8', 1)]).toEqual([9, secrets.authenticatorResponse]);
    const reveal = (hidden: Buffer) => revealMppeKey(hidden, authenticator, radiusSecret(secret));
    expect(reveal(value(vendorAttributes.msMppeSendKey))).toEqual(secrets.sendKey);
    expect(reveal(value(vendorAttributes.msMppeRecvKey))).toEqual(secrets.receiveKey);
  }
});
