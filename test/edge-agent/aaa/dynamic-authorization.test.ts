import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createDynamicAuthorization,
  type DynamicAuthorization,
  errorCauseInWords,
} from '../../../edge-agent/aaa/dynamic-authorization.ts';
import { mikrotikRates } from '../../../edge-agent/capabilities/radius-dialect.ts';
import {
  messageAuthenticatorIsValid,
  requestAuthenticatorIsValid,
  zeroAuthenticator,
} from '../../../edge-agent/protocols/radius/authenticity.ts';
import { avp, standardAttributes } from '../../../edge-agent/protocols/radius/avp.ts';
import { attribute, code } from '../../../edge-agent/protocols/radius/codes.ts';
import { decodePacket, namedAttribute } from '../../../edge-agent/protocols/radius/packet.ts';
import { PacketWriter } from '../../../edge-agent/protocols/radius/packet-writer.ts';
import { radiusSecret } from '../../../edge-agent/protocols/radius/secret.ts';
import { vendorAttributes } from '../../../edge-agent/protocols/radius/vendor-attributes.ts';
import { secondOpinion } from '../protocols/radius/second-opinion.ts';

const secretText = 'sesame';
const secret = radiusSecret(secretText);
const now = Date.UTC(2026, 2, 1, 12);
const { userName, acctSessionId, framedIpAddress } = standardAttributes;
const session = [avp(userName, 'alice'), avp(acctSessionId, '8000001')];

const bySession = (id: string) => [avp(acctSessionId, id)];

/** A NAS on a real socket that keeps what came and answers as the test says. */
interface FakeNas {
  readonly port: number;
  readonly received: Buffer[];
  /** Resolves when that many requests have come. */
  came(count: number): Promise<void>;
  answer: (request: Buffer, count: number) => Buffer | readonly Buffer[] | undefined;
}

const open: (Socket | DynamicAuthorization)[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function fakeNas(answer: FakeNas['answer']): Promise<FakeNas> {
  const socket = createSocket('udp4');
  open.push(socket);
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const waiting: { count: number; resolve: () => void }[] = [];
  const nas: FakeNas = {
    port: socket.address().port,
    received: [],
    answer,
    came: (count) =>
      new Promise((resolve) => {
        if (nas.received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
  socket.on('message', (request: Buffer, from: RemoteInfo) => {
    nas.received.push(request);
    const answers = nas.answer(request, nas.received.length) ?? [];
    for (const packet of Buffer.isBuffer(answers) ? [answers] : answers)
      socket.send(packet, from.port, from.address);
    for (const { count, resolve } of waiting) if (nas.received.length >= count) resolve();
  });
  return nas;
}

function reply(
  request: Buffer,
  answerCode: number,
  options: { cause?: number; with?: string; signed?: boolean } = {},
): Buffer {
  const writer = new PacketWriter().begin(answerCode, request[1]!);
  if (options.signed === true) writer.messageAuthenticator();
  if (options.cause !== undefined) writer.integer(attribute.errorCause, options.cause);
  return writer.reply(radiusSecret(options.with ?? secretText), request, 4);
}

/** Timers that run when the test says so. */
function manual(): {
  schedule: (run: () => void, ms: number) => { cancel(): void };
  waits: number[];
  fire(): void;
} {
  const waits: number[] = [];
  let due: (() => void) | undefined;
  return {
    waits,
    schedule: (run, ms) => {
      waits.push(ms);
      due = run;
      return {
        cancel: () => {
          if (due === run) due = undefined;
        },
      };
    },
    fire: () => {
      const run = due;
      due = undefined;
      run?.();
    },
  };
}

function client(schedule: ReturnType<typeof manual>['schedule'], random = () => 0.5): DynamicAuthorization {
  const times = { initialMs: 1000, maximumMs: 5000, attempts: 4 };
  const radius = createDynamicAuthorization({ times, now: () => now, random, schedule });
  open.push(radius);
  return radius;
}

const target = (nas: FakeNas) => ({ host: '127.0.0.1', port: nas.port, secret: secretText });

test('a Disconnect-Request names the session, is stamped and signed, and is acknowledged', async () => {
  const nas = await fakeNas((request) => reply(request, code.disconnectAck));
  const radius = client(manual().schedule);
  expect(await radius.disconnect(target(nas), [...session, avp(framedIpAddress, '10.0.0.7')])).toEqual({
    kind: 'ack',
  });
  const [request] = nas.received as [Buffer];
  expect(request[0]).toBe(code.disconnectRequest);
  expect(requestAuthenticatorIsValid(request, request.length, secret)).toBe(true);
  expect(request[20]).toBe(attribute.messageAuthenticator);
  expect(messageAuthenticatorIsValid(request, request.length, 22, secret, zeroAuthenticator)).toBe(true);
  expect(decodePacket(request)!.attributes.slice(1).map(namedAttribute)).toEqual([
    { name: 'User-Name', value: 'alice' },
    { name: 'Acct-Session-Id', value: '8000001' },
    { name: 'Framed-IP-Address', value: '10.0.0.7' },
    { name: 'Event-Timestamp', value: '2026-03-01T12:00:00.000Z' },
  ]);
  // The second opinion agrees on everything but the authenticators, which it cannot judge here.
  expect(secondOpinion.decode_without_secret({ packet: request })).toMatchObject({
    code: 'Disconnect-Request',
    attributes: { 'User-Name': 'alice', 'Acct-Session-Id': '8000001', 'Framed-IP-Address': '10.0.0.7' },
  });
});

test('a CoA-Request carries the rate as the router counts it', async () => {
  const nas = await fakeNas((request) => reply(request, code.coaAck, { signed: true }));
  const radius = client(manual().schedule);
  const changes = mikrotikRates({ downKbps: 20_000, upKbps: 5500 });
  expect(await radius.changeRate(target(nas), bySession('8000001'), changes)).toEqual({ kind: 'ack' });
  const packet = decodePacket(nas.received[0]!)!;
  expect(packet.code).toBe(code.coaRequest);
  expect(packet.attributes.map(namedAttribute)).toContainEqual({
    name: 'Mikrotik-Rate-Limit',
    value: '5500k/20M',
  });
});

test.each([
  [503, { kind: 'nak', errorCause: 503 }],
  [undefined, { kind: 'nak' }],
])('a NAK with Error-Cause %s says so', async (cause, outcome) => {
  const nas = await fakeNas((request) =>
    reply(request, code.disconnectNak, cause === undefined ? {} : { cause }),
  );
  expect(await client(manual().schedule).disconnect(target(nas), session)).toEqual(outcome);
});

test('Error-Cause has words', () => {
  expect([401, 503, 508, 999].map(errorCauseInWords)).toEqual([
    'Unsupported-Attribute',
    'Session-Context-Not-Found',
    'Multiple-Session-Selection-Unsupported',
    '999',
  ]);
});

describe('retransmission', () => {
  test('sends the same octets again until an answer comes', async () => {
    const nas = await fakeNas((request, count) =>
      count < 3 ? undefined : reply(request, code.disconnectAck),
    );
    const timers = manual();
    const answer = client(timers.schedule).disconnect(target(nas), session);
    for (let count = 1; count <= 3; count++) {
      await nas.came(count);
      timers.fire();
    }
    expect(await answer).toEqual({ kind: 'ack' });
    expect(nas.received.every((request) => request.equals(nas.received[0]!))).toBe(true);
  });

  test('gives up after its attempts', async () => {
    const nas = await fakeNas(() => undefined);
    const timers = manual();
    const answer = client(timers.schedule).disconnect(target(nas), session);
    for (let count = 1; count <= 4; count++) {
      await nas.came(count);
      timers.fire();
    }
    expect(await answer).toEqual({ kind: 'silent', attempts: 4 });
    expect(nas.received).toHaveLength(4);
  });

  test.each([
    [0.5, [1000, 2000, 4000, 5000]],
    [0, [900, 1710, 3249, 4500]],
    [1, [1100, 2310, 4851, 5500]],
  ])('waits as RFC 5080 §2.2.1 says (random %d)', async (random, waits) => {
    const nas = await fakeNas(() => undefined);
    const timers = manual();
    const answer = client(timers.schedule, () => random).disconnect(target(nas), session);
    for (let count = 1; count <= 4; count++) {
      await nas.came(count);
      timers.fire();
    }
    await answer;
    expect(timers.waits.map(Math.round)).toEqual(waits);
  });
});

describe('a NAS that cannot now', () => {
  const patience = {
    times: { initialMs: 1000, maximumMs: 5000, attempts: 4 },
    now: () => now,
    random: () => 0.5,
  };

  /** Each request is answered before it would be sent again; the pause that follows is over at once. */
  function pausesOnly(waits: number[]): ReturnType<typeof manual>['schedule'] {
    let isPause = true;
    return (run, ms) => {
      isPause = !isPause;
      if (isPause) {
        waits.push(ms);
        setImmediate(run);
      }
      return { cancel: () => undefined };
    };
  }

  test.each([504, 506])('(%d) is asked anew, under another identifier, until it can', async (cause) => {
    const nas = await fakeNas((request, count) =>
      count < 3 ? reply(request, code.coaNak, { cause }) : reply(request, code.coaAck),
    );
    const waits: number[] = [];
    const radius = createDynamicAuthorization({ ...patience, schedule: pausesOnly(waits) });
    open.push(radius);
    expect(await radius.changeRate(target(nas), session, [])).toEqual({ kind: 'ack' });
    expect(new Set(nas.received.map((request) => request[1])).size).toBe(3);
    expect(waits).toEqual([1000, 2000]);
  });

  test('is left alone after so many attempts', async () => {
    const nas = await fakeNas((request) => reply(request, code.disconnectNak, { cause: 506 }));
    const waits: number[] = [];
    const radius = createDynamicAuthorization({ ...patience, schedule: pausesOnly(waits) });
    open.push(radius);
    expect(await radius.disconnect(target(nas), session)).toEqual({ kind: 'nak', errorCause: 506 });
    expect(nas.received).toHaveLength(4);
    expect(waits).toEqual([1000, 2000, 4000]);
  });

  test('is not waited for when the agent ends', async () => {
    const nas = await fakeNas((request) => reply(request, code.disconnectNak, { cause: 504 }));
    const pausing = Promise.withResolvers<void>();
    let timers = 0;
    const radius = createDynamicAuthorization({
      times: { initialMs: 1000, maximumMs: 1000, attempts: 3 },
      now: () => now,
      random: () => 0.5,
      schedule: () => {
        if (++timers === 2) pausing.resolve();
        return { cancel: () => undefined };
      },
    });
    const answer = radius.disconnect(target(nas), session);
    await pausing.promise;
    await radius.close();
    expect((await answer).kind).toBe('silent');
  });
});

test('signs and stamps where that is wanted', async () => {
  const nas = await fakeNas((request) => reply(request, code.disconnectAck));
  const radius = client(manual().schedule);
  await radius.disconnect({ ...target(nas), messageAuthenticator: false, eventTimestamp: false }, session);
  await radius.disconnect(target(nas), session);
  const types = nas.received.map((request) => decodePacket(request)!.attributes.map(({ type }) => type));
  const names = [attribute.userName, attribute.acctSessionId];
  expect(types).toEqual([names, [attribute.messageAuthenticator, ...names, attribute.eventTimestamp]]);
  expect(requestAuthenticatorIsValid(nas.received[0]!, nas.received[0]!.length, secret)).toBe(true);
});

test('a service of several words has a tag, a text none', async () => {
  const nas = await fakeNas((request) => reply(request, code.coaAck));
  const { erxServiceActivate, erxServiceDeactivate, canopyUlbr } = vendorAttributes;
  await client(manual().schedule).changeRate(target(nas), bySession('7'), [
    avp(erxServiceDeactivate, 'gold(1,2)'),
    avp(erxServiceActivate, 'silver(3,4)'),
    avp(canopyUlbr, 5500),
  ]);
  const written = decodePacket(nas.received[0]!)!.attributes.filter(({ vendor }) => vendor !== undefined);
  expect(written.map(({ vendor, type, value }) => [vendor, type, value.toString('latin1')])).toEqual([
    [4874, 66, 'gold(1,2)'],
    [4874, 65, '\u0001silver(3,4)'],
    [161, 6, '\u0000\u0000\u0015|'],
  ]);
});

describe('an answer counts only if it is authentic', () => {
  const bad: [string, (request: Buffer) => Buffer][] = [
    ['another secret', (request) => reply(request, code.disconnectAck, { with: 'guess' })],
    ['another code', (request) => reply(request, code.coaAck)],
    [
      'a wrong Message-Authenticator',
      (request) =>
        new PacketWriter()
          .begin(code.disconnectAck, request[1]!)
          .octets(attribute.messageAuthenticator, Buffer.alloc(16, 1))
          .reply(secret, request, 4),
    ],
    [
      'another identifier',
      (request) => new PacketWriter().begin(code.disconnectAck, request[1]! ^ 1).reply(secret, request, 4),
    ],
    ['nothing but noise', () => Buffer.from([41])],
  ];

  test.each(bad)('not with %s; the right one that follows does', async (_name, forge) => {
    const nas = await fakeNas((request) => [
      forge(request),
      reply(request, code.disconnectNak, { cause: 503 }),
    ]);
    expect(await client(manual().schedule).disconnect(target(nas), session)).toEqual({
      kind: 'nak',
      errorCause: 503,
    });
  });
});

test('more requests than identifiers wait for their turn, and another NAS does not wait for them', async () => {
  const held: Buffer[] = [];
  let holding = true;
  const slow = await fakeNas((request) => {
    if (!holding) return reply(request, code.disconnectAck);
    held.push(request);
    if (held.length < 256) return undefined;
    holding = false;
    return held.splice(0).map((one) => reply(one, code.disconnectAck));
  });
  const quick = await fakeNas((request) => reply(request, code.disconnectAck));
  const radius = client(manual().schedule);
  const answers = Array.from({ length: 300 }, (_, i) => radius.disconnect(target(slow), bySession(`${i}`)));
  expect(await radius.disconnect(target(quick), session)).toEqual({ kind: 'ack' });
  const outcomes = await Promise.all(answers);
  expect(outcomes.every(({ kind }) => kind === 'ack')).toBe(true);
  const names = slow.received.map((request) => decodePacket(request)!.attributes[1]!.value.toString());
  expect(new Set(names).size).toBe(300);
  expect(new Set(slow.received.slice(0, 256).map((request) => request[1])).size).toBe(256);
});

test('what is under way when it closes ends in silence', async () => {
  const nas = await fakeNas(() => undefined);
  const radius = createDynamicAuthorization({
    times: { initialMs: 1000, maximumMs: 1000, attempts: 3 },
    now: () => now,
    random: () => 0.5,
    schedule: manual().schedule,
  });
  const answer = radius.disconnect(target(nas), session);
  await nas.came(1);
  await radius.close();
  expect(await answer).toEqual({ kind: 'silent', attempts: 1 });
});
