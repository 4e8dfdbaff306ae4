import { describe, expect, test } from 'vitest';
import { nasClient, nasDirectory } from '../../../edge-agent/aaa/nas.ts';
import { attribute, code } from '../../../edge-agent/protocols/radius/codes.ts';
import { PacketWriter } from '../../../edge-agent/protocols/radius/packet-writer.ts';
import { radiusSecret } from '../../../edge-agent/protocols/radius/secret.ts';
import { nasPolicyOf } from '../support/nas-policy.ts';
import { accessRequest, accountingRequest, freshAuthenticator, setUp, told } from './setup.ts';

function statusServer(secretText: string, signed = true): Buffer {
  const writer = new PacketWriter().begin(code.statusServer, 9);
  if (signed) writer.messageAuthenticator();
  return writer.text(attribute.nasIdentifier, 'probe').access(radiusSecret(secretText), freshAuthenticator());
}

describe('silence', () => {
  test('towards an unknown address', () => {
    const { ask, account, nas, service } = setUp();
    const from = { address: '192.0.2.11' };
    expect(ask(accessRequest(nas, { password: 'wonder' }), from)).toBeUndefined();
    expect(account(accountingRequest(nas), from)).toBeUndefined();
    expect(service.stats).toMatchObject({ received: 2, dropped: { 'unknown-nas': 2 } });
  });

  test('towards another secret', () => {
    const { ask, account, service } = setUp();
    const stranger = nasClient(nasPolicyOf('mikrotik-routeros', 'another'));
    expect(ask(accessRequest(stranger, { password: 'wonder' }))).toBeUndefined();
    expect(account(accountingRequest(stranger))).toBeUndefined();
    expect(ask(statusServer('another'))).toBeUndefined();
    expect(service.stats.dropped).toEqual({ 'bad-message-authenticator': 2, 'bad-request-authenticator': 1 });
  });

  test('towards a packet of another kind than the port is for', () => {
    const { ask, account, nas, service } = setUp();
    expect(account(accessRequest(nas, { password: 'wonder' }))).toBeUndefined();
    expect(ask(accountingRequest(nas))).toBeUndefined();
    expect(service.stats.dropped).toEqual({ 'unexpected-code': 2 });
  });

  test('towards an accounting request that names neither kind nor session', () => {
    const { account, nas, service, batches, pass } = setUp();
    const bare = new PacketWriter().begin(code.accountingRequest, 1).text(attribute.userName, 'alice');
    expect(account(bare.request(nas.secret))).toBeUndefined();
    const sessionless = new PacketWriter()
      .begin(code.accountingRequest, 2)
      .integer(attribute.acctStatusType, 1);
    expect(account(sessionless.request(nas.secret))).toBeUndefined();
    pass(10);
    expect(service.stats.dropped).toEqual({ 'incomplete-accounting': 2 });
    expect(batches).toEqual([]);
  });
});

describe('a log-in without Message-Authenticator', () => {
  test.each([
    ['mikrotik-routeros', undefined, false],
    ['radius-nas', undefined, false],
    ['accel-ppp', undefined, true],
    ['ubiquiti-edgerouter', undefined, true],
    ['accel-ppp', true, false],
    ['mikrotik-routeros', false, true],
  ])(
    'from %s with the requirement set to %s is answered: %s',
    (driver, requireMessageAuthenticator, answered) => {
      const { ask, nas, service } = setUp({ nas: { driver, requireMessageAuthenticator } });
      const answer = ask(accessRequest(nas, { password: 'wonder', signed: false }));
      expect(answer !== undefined).toBe(answered);
      expect(service.stats.dropped).toEqual(answered ? {} : { 'no-message-authenticator': 1 });
    },
  );

  test('is never answered when it carries EAP', () => {
    const { ask, nas, service } = setUp({ nas: { requireMessageAuthenticator: false } });
    const more = (writer: PacketWriter) => writer.octets(attribute.eapMessage, Buffer.from([2, 1, 0, 4]));
    expect(ask(accessRequest(nas, { signed: false, more }))).toBeUndefined();
    expect(service.stats.dropped).toEqual({ 'no-message-authenticator': 1 });
  });
});

describe('authenticators that the radius package would take for right', () => {
  // It compares UTF-8 texts: all octets that are no UTF-8 look alike to it.
  const lookAlikes = [0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff];

  /** For each octet of the field that is no UTF-8: the packet with it replaced by each other one. */
  function forgeries(packet: Buffer, at: number): Buffer[] {
    return Array.from({ length: 16 }, (_, i) => at + i)
      .filter((position) => packet[position]! >= 0xf8)
      .flatMap((position) =>
        lookAlikes
          .filter((octet) => octet !== packet[position])
          .map((octet) => {
            const forged = Buffer.from(packet);
            forged[position] = octet;
            return forged;
          }),
      );
  }

  test('of accounting are refused', () => {
    const { account, nas, service, pass, batches } = setUp();
    let tried = 0;
    for (let i = 0; i < 1000 && tried < 200; i++) {
      for (const forged of forgeries(accountingRequest(nas, { sessionId: `s${i}` }), 4)) {
        tried++;
        expect(account(forged)).toBeUndefined();
      }
    }
    pass(100);
    expect(tried).toBeGreaterThanOrEqual(200);
    expect(service.stats.dropped).toEqual({ 'bad-request-authenticator': tried });
    expect(batches).toEqual([]);
  });

  test('of a log-in are refused', () => {
    const { ask, nas, service } = setUp();
    let tried = 0;
    for (let i = 0; i < 1000 && tried < 200; i++) {
      for (const forged of forgeries(accessRequest(nas, { password: 'wonder' }), 22)) {
        tried++;
        expect(ask(forged)).toBeUndefined();
      }
    }
    expect(tried).toBeGreaterThanOrEqual(200);
    expect(service.stats.dropped).toEqual({ 'bad-message-authenticator': tried });
  });
});

test('an accounting request may be signed, and then must be signed well', () => {
  const { account, nas, service, pass, answers } = setUp();
  const signed = new PacketWriter()
    .begin(code.accountingRequest, 5)
    .messageAuthenticator()
    .integer(attribute.acctStatusType, 1)
    .text(attribute.acctSessionId, 's1')
    .request(nas.secret);
  account(signed);
  pass(10);
  expect(told(answers[0]).code).toBe(code.accountingResponse);
  // The request authenticator is put right again, so that only the Message-Authenticator is wrong.
  const writer = new PacketWriter()
    .begin(code.accountingRequest, 6)
    .octets(attribute.messageAuthenticator, Buffer.alloc(16, 7));
  const forged = writer
    .integer(attribute.acctStatusType, 1)
    .text(attribute.acctSessionId, 's2')
    .request(nas.secret);
  expect(account(forged)).toBeUndefined();
  expect(service.stats.dropped).toEqual({ 'bad-message-authenticator': 1 });
});

test('Status-Server is answered on both ports if it is signed', () => {
  const { ask, account, service } = setUp({ nas: { requireMessageAuthenticator: false } });
  expect(told(ask(statusServer('sesame'))).code).toBe(code.accessAccept);
  expect(told(account(statusServer('sesame'))).code).toBe(code.accountingResponse);
  expect(ask(statusServer('sesame', false))).toBeUndefined();
  expect(service.stats).toMatchObject({
    statusServer: 2,
    accepted: 0,
    dropped: { 'no-message-authenticator': 1 },
  });
});

test('a fault of the program costs the packet its answer and is told', () => {
  const { ask, nas, entries, faults, service } = setUp();
  entries.get = () => {
    throw new Error('broken look-up');
  };
  expect(ask(accessRequest(nas, { password: 'wonder' }))).toBeUndefined();
  expect(faults).toEqual([new Error('broken look-up')]);
  expect(service.stats.dropped).toEqual({ fault: 1 });
});

describe('the directory of NAS', () => {
  const nas = (secret: string) => nasClient(nasPolicyOf('mikrotik-routeros', secret));
  const find = nasDirectory([
    { address: '10.0.0.0/8', nas: nas('wide') },
    { address: '10.1.0.0/16', nas: nas('narrow') },
    { address: '10.1.2.3', nas: nas('single') },
    { address: '2001:db8::/32', nas: nas('six') },
  ]);
  const secretAt = (address: string) => {
    const found = find(address);
    return found === undefined ? undefined : Buffer.from(found.secret.bytes).toString();
  };

  test('gives the most specific block', () => {
    const addresses = ['10.9.9.9', '10.1.9.9', '10.1.2.3', '2001:db8::7', '192.0.2.1', '2001:db9::1'];
    // Asked twice: the second answer is remembered.
    for (const _ of [1, 2]) {
      expect(addresses.map(secretAt)).toEqual(['wide', 'narrow', 'single', 'six', undefined, undefined]);
    }
  });

  test.each(['', 'nas.example', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0/8', '2001:db8::/129'])(
    'refuses the address %j',
    (address) => {
      expect(() => nasDirectory([{ address, nas: nas('x') }])).toThrow(RangeError);
    },
  );
});
