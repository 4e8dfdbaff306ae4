import { describe, expect, test } from 'vitest';
import { responseIsAuthentic } from '../../../edge-agent/protocols/radius/authenticity.ts';
import { attribute, code } from '../../../edge-agent/protocols/radius/codes.ts';
import { revealMppeKey } from '../../../edge-agent/protocols/radius/hidden-values.ts';
import { md5 } from '../../../edge-agent/protocols/radius/md5.ts';
import {
  type MsChap2Exchange,
  msChap2Secrets,
  ntChallengeResponse,
  ntPasswordHash,
} from '../../../edge-agent/protocols/radius/mschap.ts';
import { decodePacket } from '../../../edge-agent/protocols/radius/packet.ts';
import type { PacketWriter } from '../../../edge-agent/protocols/radius/packet-writer.ts';
import { vendorAttributes } from '../../../edge-agent/protocols/radius/vendor-attributes.ts';
import type { AccessBinding } from '../../../functions/contracts/access.ts';
import { accessRequest, desiredState, serviceId, setUp, siteId, told } from './setup.ts';

const wrong = { code: code.accessReject, attributes: ['Reply-Message Wrong user name or password'] };

describe('PAP', () => {
  test.each([
    'wonder',
    'x',
    'sixteen letters.',
    'more than sixteen letters',
    'geheim-ÄÖÜ-€',
    'w'.repeat(128),
  ])('%j lets in, and nothing else does', (password) => {
    const { ask, nas } = setUp({ services: [[desiredState(), password]] });
    expect(told(ask(accessRequest(nas, { password }))).code).toBe(code.accessAccept);
    for (const other of ['', 'y', `${password.slice(0, -1)}~`, password.slice(1)]) {
      expect(told(ask(accessRequest(nas, { password: other })))).toEqual(wrong);
    }
  });
});

describe('CHAP', () => {
  const chap = (password: string, challenge?: Buffer) => (writer: PacketWriter, authenticator: Buffer) => {
    const identifier = Buffer.from([0x16]);
    const response = md5(identifier, Buffer.from(password), challenge ?? authenticator);
    writer.octets(attribute.chapPassword, Buffer.concat([identifier, response]));
    if (challenge !== undefined) writer.octets(attribute.chapChallenge, challenge);
  };

  test.each([
    ['the authenticator', undefined],
    ['CHAP-Challenge', Buffer.from('a challenge of its own')],
  ])('is judged over %s', (_name, challenge) => {
    const { ask, nas } = setUp();
    expect(told(ask(accessRequest(nas, { more: chap('wonder', challenge) }))).code).toBe(code.accessAccept);
    expect(told(ask(accessRequest(nas, { more: chap('wander', challenge) })))).toEqual(wrong);
  });
});

describe('MS-CHAP', () => {
  const authenticatorChallenge = Buffer.from('5b5d7c7d7b3f2f3e3c2c602132262628', 'hex');
  const peerChallenge = Buffer.from('21402324255e262a28295f2b3a337c7e', 'hex');
  const exchange = (password: string): MsChap2Exchange => ({
    username: 'alice',
    password,
    authenticatorChallenge,
    peerChallenge,
  });
  const version2 = (password: string) => (writer: PacketWriter) => {
    const { ntResponse } = msChap2Secrets(exchange(password));
    writer
      .vendorOctets(vendorAttributes.msChapChallenge, authenticatorChallenge)
      .vendorOctets(
        vendorAttributes.msChap2Response,
        Buffer.concat([Buffer.from([42, 0]), peerChallenge, Buffer.alloc(8), ntResponse]),
      );
  };
  const version1 = (password: string) => (writer: PacketWriter) => {
    const challenge = Buffer.from('102db5df085d3041', 'hex');
    const response = ntChallengeResponse(challenge, ntPasswordHash(password));
    writer
      .vendorOctets(vendorAttributes.msChapChallenge, challenge)
      .vendorOctets(
        vendorAttributes.msChapResponse,
        Buffer.concat([Buffer.from([1, 1]), Buffer.alloc(24), response]),
      );
  };

  test('version 2 is answered with the proof and the keys that the peer expects', () => {
    const { ask, nas } = setUp();
    const request = accessRequest(nas, { more: version2('wonder') });
    const packet = decodePacket(ask(request)!)!;
    expect(packet.code).toBe(code.accessAccept);
    const value = (one: { vendor: number; type: number }) =>
      packet.attributes.find(({ vendor, type }) => vendor === one.vendor && type === one.type)!.value;
    const { authenticatorResponse, sendKey, receiveKey } = msChap2Secrets(exchange('wonder'));
    const success = value(vendorAttributes.msChap2Success);
    expect([success[0], success.toString('utf8', 1)]).toEqual([42, authenticatorResponse]);
    const reveal = (hidden: Buffer) => revealMppeKey(hidden, request.subarray(4, 20), nas.secret);
    const send = value(vendorAttributes.msMppeSendKey);
    const receive = value(vendorAttributes.msMppeRecvKey);
    expect([reveal(send), reveal(receive)]).toEqual([sendKey, receiveKey]);
    // RFC 2548 §2.4.2: the salts of one packet differ.
    expect(send.readUInt16BE(0)).not.toBe(receive.readUInt16BE(0));
  });

  test('version 2 with a wrong password is told so in its own way', () => {
    const { ask, nas } = setUp();
    const answer = told(ask(accessRequest(nas, { more: version2('wander') })));
    expect(answer.code).toBe(code.accessReject);
    const error = answer.attributes.find((text) => text.startsWith('MS-CHAP-Error'))!;
    const words = Buffer.from(error.slice('MS-CHAP-Error 0x'.length), 'hex');
    expect(words[0]).toBe(42);
    expect(words.toString('utf8', 1)).toMatch(/^E=691 R=0 C=[0-9A-F]{32} V=3 M=Wrong user name or password$/);
  });

  test('version 1 is accepted only from a NAS that may use it', () => {
    const usual = setUp();
    expect(told(usual.ask(accessRequest(usual.nas, { more: version1('wonder') })))).toEqual({
      code: code.accessReject,
      attributes: ['Reply-Message This way of authentication is not offered'],
    });
    const lenient = setUp({ nas: { allowMsChapV1: true } });
    expect(told(lenient.ask(accessRequest(lenient.nas, { more: version1('wonder') }))).code).toBe(
      code.accessAccept,
    );
    expect(told(lenient.ask(accessRequest(lenient.nas, { more: version1('wander') })))).toEqual(wrong);
  });
});

test('EAP is refused with an EAP-Failure of the same identifier', () => {
  const { ask, nas } = setUp();
  const more = (writer: PacketWriter) =>
    writer.octets(attribute.eapMessage, Buffer.from([2, 77, 0, 6, 1, 97]));
  expect(told(ask(accessRequest(nas, { more })))).toEqual({
    code: code.accessReject,
    attributes: ['EAP-Message 0x044d0004'],
  });
});

test('a request without credentials is refused', () => {
  const { ask, nas } = setUp();
  expect(told(ask(accessRequest(nas)))).toEqual({
    code: code.accessReject,
    attributes: ['Reply-Message No credentials were sent'],
  });
});

test('a service whose password has not arrived lets nobody in', () => {
  const { ask, nas } = setUp({ services: [[desiredState(), undefined]] });
  for (const password of ['', 'alice', 'undefined']) {
    expect(told(ask(accessRequest(nas, { password })))).toEqual(wrong);
  }
});

test('who knows the password learns that the service is blocked; who does not, does not', () => {
  const { ask, nas } = setUp({ services: [[desiredState(undefined, { entitlement: 'blocked' }), 'wonder']] });
  expect(told(ask(accessRequest(nas, { password: 'wonder' })))).toEqual({
    code: code.accessReject,
    attributes: ['Reply-Message This service is suspended'],
  });
  expect(told(ask(accessRequest(nas, { password: 'guess' })))).toEqual(wrong);
});

test('nobody is found of a service that must not be present', () => {
  const { ask, nas, entries } = setUp({
    services: [[desiredState(undefined, { present: false }), 'wonder']],
  });
  expect(entries.size).toBe(0);
  expect(told(ask(accessRequest(nas, { password: 'wonder' })))).toEqual(wrong);
});

describe('a bound station', () => {
  const access: AccessBinding = {
    technology: 'pppoe',
    siteId,
    username: 'alice',
    callingStationId: '00:1A:2B:3C:4D:5E',
  };
  const from = (station: string) => (writer: PacketWriter) =>
    writer.text(attribute.callingStationId, station);
  const setup = setUp({ services: [[desiredState(access), 'wonder']] });

  test.each(['00:1A:2B:3C:4D:5E', '00-1a-2b-3c-4d-5e', '001a.2b3c.4d5e', '001A2B3C4D5E', '0:1a:2b:3c:4d:5e'])(
    'may be written as %s',
    (station) => {
      const request = accessRequest(setup.nas, { password: 'wonder', more: from(station) });
      expect(told(setup.ask(request)).code).toBe(code.accessAccept);
    },
  );

  test.each([
    '00:1A:2B:3C:4D:5F',
    '1A:2B:3C:4D:5E',
    'ethernet1',
    '00:1A:2B:3C:4D:5E:00',
    '00:1A:2B:3C:4D:GG',
  ])('is not %s', (station) => {
    const request = accessRequest(setup.nas, { password: 'wonder', more: from(station) });
    expect(told(setup.ask(request))).toEqual({
      code: code.accessReject,
      attributes: ['Reply-Message This account may not be used from this device'],
    });
  });

  test('has to be named', () => {
    expect(told(setup.ask(accessRequest(setup.nas, { password: 'wonder' }))).code).toBe(code.accessReject);
  });
});

describe('who is known by the network itself', () => {
  const mac = '00:0C:42:1F:00:01';
  const ipoe = setUp({ services: [[desiredState({ technology: 'ipoe', siteId, mac }), undefined]] });
  const callCheck = (writer: PacketWriter) => writer.integer(attribute.serviceType, 10);

  test.each([
    ['the MAC address', { username: mac, password: mac }],
    ['nothing (RouterOS DHCP)', { username: mac, password: '' }],
    ['another notation twice', { username: '000c421f0001', password: '000c421f0001' }],
    ['Call-Check without password', { username: mac, more: callCheck }],
    [
      "RouterOS's client id as station",
      {
        username: mac,
        password: '',
        more: (w: PacketWriter) => w.text(attribute.callingStationId, '1:0:c:42:1f:0:1'),
      },
    ],
  ])('an IPoE subscriber logs in with %s', (_name, request) => {
    expect(told(ipoe.ask(accessRequest(ipoe.nas, request))).code).toBe(code.accessAccept);
  });

  test.each([
    ['another password', { username: mac, password: 'guess' }],
    ['no credential and no Call-Check', { username: mac }],
    ['another MAC address', { username: '00:0C:42:1F:00:02', password: '00:0C:42:1F:00:02' }],
    [
      'another station',
      {
        username: mac,
        password: mac,
        more: (w: PacketWriter) => w.text(attribute.callingStationId, '00:0C:42:1F:00:09'),
      },
    ],
  ])('an IPoE subscriber does not log in with %s', (_name, request) => {
    expect(told(ipoe.ask(accessRequest(ipoe.nas, request))).code).toBe(code.accessReject);
  });

  test('an LTE subscriber is known by the IMSI, as user name or beside another', () => {
    const imsi = '001010123456789';
    const { ask, nas } = setUp({
      services: [[desiredState({ technology: 'lte', siteId, imsi }), undefined]],
    });
    expect(told(ask(accessRequest(nas, { username: imsi }))).code).toBe(code.accessAccept);
    const more = (writer: PacketWriter) => writer.vendorText(vendorAttributes.threeGppImsi, imsi);
    expect(told(ask(accessRequest(nas, { username: '4930123456@apn', more }))).code).toBe(code.accessAccept);
    expect(told(ask(accessRequest(nas, { username: '001010123456780' }))).code).toBe(code.accessReject);
  });
});

describe('what a log-in gets', () => {
  const log = (changes: Parameters<typeof desiredState>[1], driver: string, access?: AccessBinding) => {
    const { ask, nas } = setUp({ nas: { driver }, services: [[desiredState(access, changes), 'wonder']] });
    return told(ask(accessRequest(nas, { password: 'wonder' }))).attributes;
  };
  const profile = {
    downKbps: 50_000,
    upKbps: 10_500,
    addressPool: 'residential',
    sessionTimeoutSeconds: 86_400,
    idleTimeoutSeconds: 600,
    interimSeconds: 120,
  };
  const withIp: AccessBinding = { technology: 'pppoe', siteId, username: 'alice', framedIp: '10.9.8.7' };
  const times = ['Session-Timeout 86400', 'Idle-Timeout 600', 'Acct-Interim-Interval 120'];
  const cls = `Class tl1.${serviceId}.3`;

  test('MikroTik: pool and Mikrotik-Rate-Limit, upload first', () => {
    expect(log({ profile }, 'mikrotik-routeros')).toEqual([
      'Framed-Pool residential',
      'Mikrotik-Rate-Limit 10500k/50M',
      ...times,
      cls,
    ]);
  });

  test('a hotspot: WISPr in bit/s; its own address goes before the pool', () => {
    expect(log({ profile }, 'wispr-hotspot', withIp)).toEqual([
      'Framed-IP-Address 10.9.8.7',
      'WISPr-Bandwidth-Max-Up 10500000',
      'WISPr-Bandwidth-Max-Down 50000000',
      ...times,
      cls,
    ]);
  });

  test('a NAS of no known make: both', () => {
    expect(log({ profile }, 'radius-nas')).toEqual([
      'Framed-Pool residential',
      'Mikrotik-Rate-Limit 10500k/50M',
      'WISPr-Bandwidth-Max-Up 10500000',
      'WISPr-Bandwidth-Max-Down 50000000',
      ...times,
      cls,
    ]);
  });

  test.each(['walled-garden', 'exhausted'] as const)(
    '%s: the garden, slow, with an own address kept',
    (entitlement) => {
      expect(log({ entitlement }, 'mikrotik-routeros', withIp)).toEqual([
        'Framed-IP-Address 10.9.8.7',
        'Mikrotik-Rate-Limit 1024k/1024k',
        'Mikrotik-Address-List walled-garden',
        'Acct-Interim-Interval 300',
        cls,
      ]);
    },
  );

  test('the garden of a NAS has its own names, pool and rate, never above the plan', () => {
    const { ask, nas } = setUp({
      nas: {
        driver: 'accel-ppp',
        settings: {
          walledGardenFilterId: 'pay-first',
          walledGardenAddressPool: 'garden',
          walledGardenUpKbps: 64_000,
        },
      },
      services: [[desiredState(withIp, { entitlement: 'walled-garden' }), 'wonder']],
    });
    expect(told(ask(accessRequest(nas, { password: 'wonder' }))).attributes).toEqual([
      'Framed-Pool garden',
      'Mikrotik-Rate-Limit 10M/1024k',
      'Filter-Id pay-first',
      'Acct-Interim-Interval 300',
      cls,
    ]);
  });

  const prefixes = { framedIpv6Prefix: '2001:db8:0:7::/64', delegatedIpv6Prefix: '2001:db8:100:4200::/56' };

  test('IPv6 prefixes of its own, whatever the make', () => {
    for (const driver of ['mikrotik-routeros', 'accel-ppp', 'radius-nas']) {
      expect(log({ profile }, driver, { ...withIp, ...prefixes }).slice(0, 3)).toEqual([
        'Framed-IP-Address 10.9.8.7',
        'Framed-IPv6-Prefix 2001:db8:0:7::/64',
        'Delegated-IPv6-Prefix 2001:db8:100:4200::/56',
      ]);
    }
  });

  test('IPv6 pools of the NAS by name, and its own prefix before the pool', () => {
    const pooled = { ...profile, framedIpv6Pool: 'links', delegatedIpv6Pool: 'homes' };
    expect(log({ profile: pooled }, 'accel-ppp')).toEqual(
      expect.arrayContaining(['Framed-IPv6-Pool links', 'Delegated-IPv6-Prefix-Pool homes']),
    );
    const told = log({ profile: pooled }, 'mikrotik-routeros', {
      ...withIp,
      framedIpv6Prefix: '2001:db8:0:7::/64',
    });
    expect(told).toEqual(
      expect.arrayContaining(['Framed-IPv6-Prefix 2001:db8:0:7::/64', 'Mikrotik-Delegated-IPv6-Pool homes']),
    );
    expect(told.join()).not.toContain('Framed-IPv6-Pool');
  });

  test('no IPv6 in a garden that has a pool of its own', () => {
    const { ask, nas } = setUp({
      nas: { driver: 'accel-ppp', walledGarden: { addressPool: 'garden' } },
      services: [[desiredState({ ...withIp, ...prefixes }, { entitlement: 'walled-garden' }), 'wonder']],
    });
    expect(told(ask(accessRequest(nas, { password: 'wonder' }))).attributes.join()).not.toContain('IPv6');
  });

  test('rates beyond 32 bits of bit/s are told as the highest there is', () => {
    const fast = { ...profile, downKbps: 10_000_000 };
    expect(log({ profile: fast }, 'wispr-hotspot')).toContain('WISPr-Bandwidth-Max-Down 4294967295');
  });

  test('PPP is confirmed to a NAS that asks for it', () => {
    const { ask, nas } = setUp();
    const more = (writer: PacketWriter) => writer.integer(attribute.framedProtocol, 1);
    expect(told(ask(accessRequest(nas, { password: 'wonder', more }))).attributes.slice(0, 2)).toEqual([
      'Service-Type Framed-User',
      'Framed-Protocol PPP',
    ]);
  });
});

describe('every answer', () => {
  test.each(['wonder', 'wander'])('begins with a valid Message-Authenticator (%s)', (password) => {
    for (const signed of [true, false]) {
      const { ask, nas } = setUp({ nas: { requireMessageAuthenticator: false } });
      const request = accessRequest(nas, { password, signed });
      const answer = ask(request)!;
      expect(answer[20]).toBe(attribute.messageAuthenticator);
      expect(responseIsAuthentic(answer, nas.secret, request.subarray(4, 20), true)).toBe(true);
      const forged = Buffer.from(answer);
      forged[25]! ^= 1;
      expect(responseIsAuthentic(forged, nas.secret, request.subarray(4, 20), true)).toBe(false);
    }
  });

  test.each(['wonder', 'wander'])('echoes Proxy-State in its order (%s)', (password) => {
    const { ask, nas } = setUp();
    const states = ['first', 'second', 'third'];
    const more = (writer: PacketWriter) => {
      writer.text(attribute.proxyState, states[0]!).text(attribute.nasIdentifier, 'n');
      writer.text(attribute.proxyState, states[1]!).text(attribute.proxyState, states[2]!);
    };
    const echoed = decodePacket(ask(accessRequest(nas, { password, more }))!)!
      .attributes.filter(({ type }) => type === attribute.proxyState)
      .map(({ value }) => value.toString());
    expect(echoed).toEqual(states);
  });

  test('that would grow beyond 4096 octets is not sent', () => {
    const { ask, nas, service } = setUp();
    const more = (writer: PacketWriter) => {
      for (let i = 0; i < 15; i++) writer.text(attribute.proxyState, 'x'.repeat(253));
      writer.text(attribute.proxyState, 'x'.repeat(200));
    };
    expect(ask(accessRequest(nas, { password: 'wonder', more }))).toBeUndefined();
    expect(service.stats.dropped).toEqual({ 'reply-too-long': 1 });
  });
});
