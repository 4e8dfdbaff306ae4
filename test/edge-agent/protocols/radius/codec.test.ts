import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  responseAuthenticatorIsValid,
  responseIsAuthentic,
} from '../../../../edge-agent/protocols/radius/authenticity.ts';
import { attribute, code } from '../../../../edge-agent/protocols/radius/codes.ts';
import {
  hideMppeKey,
  hidePassword,
  revealMppeKey,
  revealPassword,
} from '../../../../edge-agent/protocols/radius/hidden-values.ts';
import { decodePacket, namedAttribute } from '../../../../edge-agent/protocols/radius/packet.ts';
import { PacketWriter } from '../../../../edge-agent/protocols/radius/packet-writer.ts';
import { RequestReader } from '../../../../edge-agent/protocols/radius/request-reader.ts';
import { radiusSecret } from '../../../../edge-agent/protocols/radius/secret.ts';
import { vendorAttributes } from '../../../../edge-agent/protocols/radius/vendor-attributes.ts';
import { secondOpinion } from './second-opinion.ts';

const seed = 20_261_124;
const octets = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

describe('the examples of RFC 2865 §7', () => {
  const secret = radiusSecret('xyzzy5461');
  const nemo =
    octets(`01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d
    93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03`);
  const nemoAccept =
    octets(`02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00 00
    00 0e 06 c0 a8 01 03`);

  test('7.1: the request is read and its password revealed', () => {
    const request = new RequestReader();
    expect(request.read(nemo)).toBeUndefined();
    expect(request.text(attribute.userName)).toBe('nemo');
    expect(request.ipv4(attribute.nasIpAddress)).toBe('192.168.1.16');
    expect(request.integer(attribute.nasPort, 0)).toBe(3);
    const out = Buffer.alloc(128);
    const at = request.at(attribute.userPassword);
    const length = revealPassword(nemo, at, request.lengthAt(at), nemo, 4, secret, out);
    expect(out.toString('utf8', 0, length)).toBe('arctangent');
    expect(hidePassword(Buffer.from('arctangent'), nemo.subarray(4, 20), secret)).toEqual(
      nemo.subarray(at, at + 16),
    );
  });

  test('7.1: the same answer is written', () => {
    const written = new PacketWriter()
      .begin(code.accessAccept, 0)
      .integer(attribute.serviceType, 1)
      .integer(15, 0)
      .ipv4(14, '192.168.1.3')
      .reply(secret, nemo, 4);
    expect(written).toEqual(nemoAccept);
  });

  test('7.2: the answer is authentic, and is not when one octet differs', () => {
    const authenticator = octets('2a ee 86 f0 8d 0d 55 96 9c a5 97 8e 0d 33 67 a2');
    const flopsyAccept =
      octets(`02 01 00 38 15 ef bc 7d ab 26 cf a3 dc 34 d9 c0 3c 86 01 a4 06 06 00 00 00 02 07 06 00 00
      00 01 08 06 ff ff ff fe 0a 06 00 00 00 02 0d 06 00 00 00 01 0c 06 00 00 05 dc`);
    expect(responseAuthenticatorIsValid(flopsyAccept, flopsyAccept.length, secret, authenticator)).toBe(true);
    for (let at = 0; at < flopsyAccept.length; at++) {
      const altered = Buffer.from(flopsyAccept);
      altered[at]! ^= 0x40;
      expect(responseIsAuthentic(altered, secret, authenticator, false), `octet ${at}`).toBe(false);
    }
  });
});

describe('the second opinion', () => {
  const text = fc.stringMatching(/^[\x21-\x7e]{1,60}$/);
  const packet = fc.record({
    identifier: fc.nat(255),
    secret: text,
    username: text,
    password: fc.stringMatching(/^[\x21-\x7e]{1,128}$/),
    ip: fc.ipV4(),
    timeout: fc.nat(0x7fffffff),
    sessionId: text,
    authenticator: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  });

  test('reads what we write', () => {
    fc.assert(
      fc.property(packet, (one) => {
        const secret = radiusSecret(one.secret);
        const written = new PacketWriter()
          .begin(code.accessRequest, one.identifier)
          .messageAuthenticator()
          .text(attribute.userName, one.username)
          .octets(attribute.userPassword, hidePassword(Buffer.from(one.password), one.authenticator, secret))
          .ipv4(attribute.framedIpAddress, one.ip)
          .integer(attribute.sessionTimeout, one.timeout)
          .access(secret, one.authenticator);
        const read = secondOpinion.decode({ packet: written, secret: one.secret });
        expect(read).toMatchObject({ code: 'Access-Request', identifier: one.identifier });
        expect(read.attributes).toMatchObject({
          'User-Name': one.username,
          'User-Password': one.password,
          'Framed-IP-Address': one.ip,
          'Session-Timeout': one.timeout,
        });
      }),
      { seed, numRuns: 300 },
    );
  });

  test('writes what we read', () => {
    fc.assert(
      fc.property(packet, (one) => {
        const written = secondOpinion.encode({
          code: 'Access-Request',
          secret: one.secret,
          identifier: one.identifier,
          attributes: [
            ['User-Name', one.username],
            ['User-Password', one.password],
            ['Framed-IP-Address', one.ip],
            ['Session-Timeout', one.timeout],
          ],
          add_message_authenticator: true,
        });
        const request = new RequestReader();
        expect(request.read(written)).toBeUndefined();
        const at = request.at(attribute.userPassword);
        const out = Buffer.alloc(128);
        const length = revealPassword(
          written,
          at,
          request.lengthAt(at),
          written,
          4,
          radiusSecret(one.secret),
          out,
        );
        expect({
          identifier: request.identifier,
          username: request.text(attribute.userName),
          password: out.toString('utf8', 0, length),
          ip: request.ipv4(attribute.framedIpAddress),
          timeout: request.integer(attribute.sessionTimeout, 0),
        }).toEqual({
          identifier: one.identifier,
          username: one.username,
          password: one.password,
          ip: one.ip,
          timeout: one.timeout,
        });
      }),
      { seed, numRuns: 300 },
    );
  });

  test('signs Accounting and Disconnect requests as we do', () => {
    fc.assert(
      fc.property(packet, fc.constantFrom('Accounting-Request', 'Disconnect-Request'), (one, name) => {
        const attributes = [
          ['User-Name', one.username],
          ['Acct-Session-Id', one.sessionId],
        ] as const;
        const { identifier, secret } = one;
        const written = new PacketWriter()
          .begin(name === 'Accounting-Request' ? code.accountingRequest : code.disconnectRequest, identifier)
          .text(attribute.userName, one.username)
          .text(attribute.acctSessionId, one.sessionId)
          .request(radiusSecret(secret));
        expect(written).toEqual(secondOpinion.encode({ code: name, secret, identifier, attributes }));
      }),
      { seed, numRuns: 300 },
    );
  });
});

test('hidden passwords and MPPE keys come back as they were', () => {
  const secretText = fc.stringMatching(/^[\x21-\x7e]{1,120}$/);
  const authenticator = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const key = fc.uint8Array({ minLength: 1, maxLength: 32 });
  fc.assert(
    fc.property(secretText, authenticator, key, fc.nat(0xffff), (text, random, octetsOfKey, salt) => {
      const secret = radiusSecret(text);
      const hidden = hideMppeKey(octetsOfKey, salt, random, secret);
      expect(hidden[0]! & 0x80).toBe(0x80);
      expect(revealMppeKey(hidden, random, secret)).toEqual(Buffer.from(octetsOfKey));
      const password = Buffer.from(octetsOfKey).toString('base64');
      const out = Buffer.alloc(128);
      const cipher = hidePassword(Buffer.from(password), random, secret);
      const length = revealPassword(cipher, 0, cipher.length, random, 0, secret, out);
      expect(out.toString('utf8', 0, length)).toBe(password);
    }),
    { seed, numRuns: 300 },
  );
});

describe('the writer cuts nothing short', () => {
  test.each([
    ['an attribute over 253 octets', (w: PacketWriter) => w.text(attribute.filterId, 'x'.repeat(254))],
    [
      'a vendor attribute over 247 octets',
      (w: PacketWriter) => w.vendorText(vendorAttributes.mikrotikRateLimit, 'x'.repeat(248)),
    ],
    [
      'a packet over 4096 octets',
      (w: PacketWriter) => {
        for (let i = 0; i < 17; i++) w.text(attribute.filterId, 'x'.repeat(253));
      },
    ],
  ])('%s is refused', (_name, write) => {
    expect(() => write(new PacketWriter().begin(code.accessAccept, 1))).toThrow(RangeError);
  });

  test('a secret of no octets is refused', () => {
    expect(() => radiusSecret('')).toThrow(RangeError);
  });
});

describe('the reader is strict', () => {
  const name = [1, 6, 0x6e, 0x65, 0x6d, 0x6f];
  const packetOf = (attributes: readonly number[], length = 20 + attributes.length) =>
    Buffer.from([1, 7, length >> 8, length & 255, ...new Array<number>(16).fill(9), ...attributes]);
  const vendorOf = (vendor: number, inner: readonly number[]) => [
    26,
    6 + inner.length,
    ...octets(vendor.toString(16).padStart(8, '0')),
    ...inner,
  ];

  test.each([
    ['nothing', Buffer.alloc(0), 'too-short'],
    ['19 octets', packetOf([]).subarray(0, 19), 'too-short'],
    ['a header that says less than a header', packetOf(name, 19), 'length-field'],
    ['a header that says more than came', packetOf(name, 27), 'length-field'],
    [
      'a header that says more than RADIUS allows',
      Buffer.concat([packetOf(name, 4097), Buffer.alloc(5000)]),
      'length-field',
    ],
    ['an attribute without its length', packetOf([1]), 'attribute-length'],
    ['an attribute of length 0', packetOf([1, 0]), 'attribute-length'],
    ['an attribute of length 1', packetOf([1, 1, 1, 6]), 'attribute-length'],
    ['an attribute beyond the packet', packetOf([1, 7, 0x6e, 0x65, 0x6d, 0x6f]), 'attribute-length'],
    [
      'an attribute beyond the packet but within the datagram',
      packetOf([1, 8, 1, 2, 3, 4, 5, 6], 24),
      'attribute-length',
    ],
    ['an empty User-Name', packetOf([1, 2]), 'value-length'],
    [
      'a Message-Authenticator of 15 octets',
      packetOf([80, 17, ...new Array<number>(15).fill(0)]),
      'value-length',
    ],
    ['a User-Password of 17 octets', packetOf([2, 19, ...new Array<number>(17).fill(0)]), 'value-length'],
    ['a User-Password of 144 octets', packetOf([2, 146, ...new Array<number>(144).fill(0)]), 'value-length'],
    ['a Service-Type of 3 octets', packetOf([6, 5, 0, 0, 1]), 'value-length'],
    ['two User-Names', packetOf([...name, ...name]), 'repeated-attribute'],
    [
      'PAP and CHAP at once',
      packetOf([2, 18, ...new Array<number>(16).fill(0), 3, 19, ...new Array<number>(17).fill(0)]),
      'repeated-attribute',
    ],
    ['a Vendor-Specific without vendor', packetOf([26, 5, 0, 0, 1]), 'value-length'],
    ['a vendor attribute beyond its frame', packetOf(vendorOf(311, [11, 9, 1, 2])), 'vendor-length'],
    ['a vendor attribute of length 1', packetOf(vendorOf(311, [11, 1])), 'vendor-length'],
    [
      'two MS-CHAP-Challenges',
      packetOf([...vendorOf(311, [11, 3, 1]), ...vendorOf(311, [11, 3, 1])]),
      'vendor-length',
    ],
  ] as const)('%s is malformed', (_name, datagram, reason) => {
    expect(new RequestReader().read(datagram)).toBe(reason);
  });

  test('what follows the packet in its datagram is padding', () => {
    const request = new RequestReader();
    expect(request.read(Buffer.concat([packetOf(name), Buffer.from([1, 1, 1, 1])]))).toBeUndefined();
    expect(request.length).toBe(26);
  });

  test('nothing of one packet is left in the next', () => {
    const request = new RequestReader();
    request.read(packetOf([...name, 33, 3, 1, ...vendorOf(311, [11, 3, 1])]));
    expect(request.read(packetOf([]))).toBeUndefined();
    expect([request.has(attribute.userName), request.proxied, request.vendorAt('msChapChallenge')]).toEqual([
      false,
      false,
      0,
    ]);
  });

  test('vendors that write their attributes in another form are let through', () => {
    expect(new RequestReader().read(packetOf(vendorOf(9999, [11, 200, 1])))).toBeUndefined();
  });

  test('both readers agree on what is a packet', () => {
    const anything = fc.uint8Array({ maxLength: 60 });
    fc.assert(
      fc.property(anything, (attributes) => {
        const packet = packetOf([...attributes]);
        const reason = new RequestReader().read(packet);
        if (decodePacket(packet) === undefined) expect(reason).toBeDefined();
        if (reason === undefined) expect(decodePacket(packet)).toBeDefined();
      }),
      { seed, numRuns: 2000 },
    );
  });
});

test('attributes are told in words', () => {
  const packet = new PacketWriter()
    .begin(code.accessAccept, 1)
    .ipv4(attribute.framedIpAddress, '10.0.0.7')
    .integer(attribute.acctTerminateCause, 6)
    .integer(attribute.errorCause, 503)
    .vendorText(vendorAttributes.mikrotikRateLimit, '10M/50M')
    .vendorInteger(vendorAttributes.wisprBandwidthMaxDown, 50_000_000)
    .vendorOctets(vendorAttributes.msMppeSendKey, Buffer.alloc(34))
    .octets(250, Buffer.from([1, 2]))
    .reply(radiusSecret('s'), Buffer.alloc(16), 0);
  expect(decodePacket(packet)!.attributes.map(namedAttribute)).toEqual([
    { name: 'Framed-IP-Address', value: '10.0.0.7' },
    { name: 'Acct-Terminate-Cause', value: 'Admin-Reset' },
    { name: 'Error-Cause', value: 'Session-Context-Not-Found' },
    { name: 'Mikrotik-Rate-Limit', value: '10M/50M' },
    { name: 'WISPr-Bandwidth-Max-Down', value: '50000000' },
    { name: 'MS-MPPE-Send-Key', value: '(hidden)' },
    { name: 'Attr-250', value: '0x0102' },
  ]);
});
