import { expect, test } from 'vitest';
import { attribute, code } from '../../../edge-agent/protocols/radius/codes.ts';
import type { PacketWriter } from '../../../edge-agent/protocols/radius/packet-writer.ts';
import { vendorAttributes } from '../../../edge-agent/protocols/radius/vendor-attributes.ts';
import { accessRequest, accountingRequest, desiredState, setUp, siteId } from './setup.ts';

const seed = 20_261_126;
const total = 200_000;

/** Small, fast and the same everywhere (mulberry32). */
function generator(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Draw = (below: number) => number;

/** Ways to spoil a packet: from a single bit to other lengths, other order and nonsense. */
const mutations: ((packet: Buffer, draw: Draw) => Buffer)[] = [
  (packet, draw) => flipped(packet, draw(packet.length), 1 << draw(8)),
  (packet, draw) => flipped(packet, draw(packet.length), 1 + draw(255)),
  (packet, draw) =>
    flipped(flipped(packet, draw(packet.length), 1 + draw(255)), draw(packet.length), 1 + draw(255)),
  (packet, draw) => packet.subarray(0, draw(packet.length + 1)),
  (packet, draw) => Buffer.concat([packet, Buffer.alloc(draw(64), draw(256))]),
  (packet, draw) => withLength(packet, draw(5000)),
  (packet, draw) =>
    withLength(Buffer.concat([packet, Buffer.alloc(32, draw(256))]), packet.length + draw(33)),
  (packet, draw) => onAttribute(packet, draw, (at) => flipped(packet, at + 1, 1 + draw(255))),
  (packet, draw) => onAttribute(packet, draw, (at) => flipped(packet, at, 1 + draw(255))),
  (packet, draw) =>
    onAttribute(packet, draw, (at, end) => resized(packet, [packet.subarray(0, at), packet.subarray(end)])),
  (packet, draw) =>
    onAttribute(packet, draw, (at, end) =>
      resized(packet, [packet.subarray(0, end), packet.subarray(at, end), packet.subarray(end)]),
    ),
  (_packet, draw) => Buffer.from(Array.from({ length: draw(300) }, () => draw(256))),
  (packet, draw) =>
    withLength(
      Buffer.concat([
        packet.subarray(0, 20),
        Buffer.from(Array.from({ length: draw(200) }, () => draw(256))),
      ]),
      0,
    ),
];

function flipped(packet: Buffer, at: number, bits: number): Buffer {
  const spoiled = Buffer.from(packet);
  if (at < spoiled.length) spoiled[at]! ^= bits;
  return spoiled;
}

/** Writes the length field; 0 stands for the length that it has. */
function withLength(packet: Buffer, length: number): Buffer {
  const spoiled = Buffer.from(packet);
  spoiled.writeUInt16BE(length === 0 ? spoiled.length : length, 2);
  return spoiled;
}

function resized(packet: Buffer, parts: readonly Buffer[]): Buffer {
  return withLength(Buffer.concat([packet.subarray(0, 0), ...parts]), 0);
}

function onAttribute(packet: Buffer, draw: Draw, spoil: (at: number, end: number) => Buffer): Buffer {
  const places: number[] = [];
  for (let at = 20; at + 1 < packet.length; at += Math.max(packet[at + 1]!, 2)) places.push(at);
  const at = places[draw(places.length)]!;
  return spoil(at, at + packet[at + 1]!);
}

/** The octets that count: what follows the packet in its datagram is padding. */
function counting(packet: Buffer): string {
  if (packet.length < 4) return packet.toString('latin1');
  return packet.toString('latin1', 0, Math.min(packet.length, packet.readUInt16BE(2)));
}

test(`${total} spoiled packets: no crash, no accept, no record (seed ${seed})`, () => {
  const random = generator(seed);
  const draw: Draw = (below) => Math.floor(random() * below);
  const mac = '00:0C:42:1F:00:01';
  const setup = setUp({
    services: [
      [desiredState(), 'wonder'],
      [desiredState({ technology: 'ipoe', siteId, mac }), undefined],
    ],
  });
  const { nas, service, faults, batches } = setup;
  const extras = (writer: PacketWriter): void => {
    writer
      .text(attribute.proxyState, 'state')
      .vendorOctets(vendorAttributes.msChapChallenge, Buffer.alloc(16, 1));
  };
  const authentic = [
    accessRequest(nas, { password: 'wonder' }),
    accessRequest(nas, { password: 'wonder', more: extras }),
    accessRequest(nas, { username: mac, password: mac }),
    accountingRequest(nas, { kind: 'start' }),
    accountingRequest(nas, { seconds: 300, upload: 2 ** 33, download: 2 ** 34, eventAt: setup.now() }),
    accountingRequest(nas, { kind: 'on' }),
  ];
  const unspoiled = new Set(authentic.map(counting));

  let spoiledCount = 0;
  for (let i = 0; i < total; i++) {
    const packet = authentic[i % authentic.length]!;
    const spoiled = mutations[draw(mutations.length)]!(packet, draw);
    // Padding, or a change that changed nothing, leaves an authentic packet.
    if (unspoiled.has(counting(spoiled)) && spoiled.length >= spoiled.readUInt16BE(2)) continue;
    spoiledCount++;
    const toAccounting =
      draw(10) === 0 ? packet[0] === code.accessRequest : packet[0] === code.accountingRequest;
    const answer = toAccounting ? setup.account(spoiled) : setup.ask(spoiled);
    if (answer !== undefined) expect.fail(`answered ${answer.toString('hex')} to ${spoiled.toString('hex')}`);
    setup.pass(1);
  }

  expect(spoiledCount).toBeGreaterThan(total * 0.85);
  expect(faults).toEqual([]);
  expect(batches).toEqual([]);
  expect(service.stats).toMatchObject({ received: spoiledCount, accepted: 0, accountingRecorded: 0 });
  const dropped = Object.values(service.stats.dropped).reduce((sum, count) => sum + count, 0);
  expect(dropped).toBe(spoiledCount);
  // Every check was reached; otherwise the packets were not spoiled cleverly enough.
  expect(Object.keys(service.stats.dropped).sort()).toEqual([
    'attribute-length',
    'bad-message-authenticator',
    'bad-request-authenticator',
    'length-field',
    'no-message-authenticator',
    'repeated-attribute',
    'too-short',
    'unexpected-code',
    'value-length',
    'vendor-length',
  ]);
  // And the server is as well as before.
  for (const packet of authentic) {
    if (packet[0] === code.accessRequest) expect(setup.ask(packet)?.[0]).toBe(code.accessAccept);
    else setup.account(packet);
  }
  setup.pass(2);
  expect(batches.flatMap(({ records }) => records)).toHaveLength(3);
});

test(`spoiled log-ins of a NAS that signs nothing get a refusal or nothing, never a crash (seed ${seed + 1})`, () => {
  const random = generator(seed + 1);
  const draw: Draw = (below) => Math.floor(random() * below);
  const { nas, ask, service, faults } = setUp({ nas: { driver: 'ubiquiti-edgerouter' } });
  const packet = accessRequest(nas, { password: 'wonder', signed: false });
  for (let i = 0; i < 20_000; i++) {
    const spoiled = mutations[draw(mutations.length)]!(packet, draw);
    const answer = ask(spoiled);
    // Nothing vouches for the rest of the packet, but without the right name and password there is no way in.
    if (answer?.[0] === code.accessAccept) {
      expect(spoiled.subarray(4, 20)).toEqual(packet.subarray(4, 20));
      expect(spoiled.includes('alice')).toBe(true);
    }
  }
  expect(faults).toEqual([]);
  expect(service.stats.received).toBe(20_000);
});
