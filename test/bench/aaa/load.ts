import { randomFillSync } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { responseIsAuthentic } from '../../../edge-agent/protocols/radius/authenticity.ts';
import { acctStatus, attribute, code } from '../../../edge-agent/protocols/radius/codes.ts';
import { hidePassword } from '../../../edge-agent/protocols/radius/hidden-values.ts';
import { PacketWriter } from '../../../edge-agent/protocols/radius/packet-writer.ts';
import { radiusSecret } from '../../../edge-agent/protocols/radius/secret.ts';
import {
  classOf,
  framedIpOf,
  passwordOf,
  secret as secretText,
  serviceCount,
  usernameOf,
} from './subscribers.ts';

/**
 * A closed-loop load generator in a process of its own: several sockets, each with a fixed number of requests under way,
 * fresh authenticators, Message-Authenticator in every Access-Request, every 16th answer verified in full, lost requests
 * counted. Started once; runs a load per message.
 */
export interface LoadOrder {
  readonly kind: 'auth' | 'acct';
  readonly port: number;
  readonly milliseconds: number;
  readonly sockets: number;
  readonly window: number;
}

export interface LoadResult {
  readonly answered: number;
  readonly lost: number;
  readonly wrong: number;
  readonly seconds: number;
}

const secret = radiusSecret(secretText);
const writer = new PacketWriter();
const passwords = Array.from({ length: 4096 }, (_, i) => Buffer.from(passwordOf(i)));
const randomPool = Buffer.alloc(1 << 20);
let randomAt = randomPool.length;
let drawn = 0;
const started = Date.now();

function authenticator(): Buffer {
  if (randomAt === randomPool.length) {
    randomFillSync(randomPool);
    randomAt = 0;
  }
  randomAt += 16;
  return randomPool.subarray(randomAt - 16, randomAt);
}

/** A stride that is coprime with the number of services visits them all, in no order that a cache would like. */
function nextSubscriber(): number {
  drawn++;
  return (drawn * 38_711) % serviceCount;
}

function accessRequest(identifier: number): Buffer {
  const subscriber = nextSubscriber();
  const random = authenticator();
  const password = passwords[subscriber] ?? Buffer.from(passwordOf(subscriber));
  writer
    .begin(code.accessRequest, identifier)
    .messageAuthenticator()
    .text(attribute.userName, usernameOf(subscriber))
    .octets(attribute.userPassword, hidePassword(password, random, secret))
    .integer(attribute.serviceType, 2)
    .integer(attribute.framedProtocol, 1)
    .text(attribute.callingStationId, '00:1A:2B:3C:4D:5E')
    .text(attribute.nasIdentifier, 'bench');
  return writer.access(secret, random);
}

function accountingRequest(identifier: number): Buffer {
  const subscriber = nextSubscriber();
  // Whole rounds over all sessions: each interim of a session is later than the one before.
  const seconds = 300 * (1 + Math.floor(drawn / serviceCount)) + Math.floor((Date.now() - started) / 1000);
  writer
    .begin(code.accountingRequest, identifier)
    .integer(attribute.acctStatusType, acctStatus.interim)
    .text(attribute.userName, usernameOf(subscriber))
    .text(attribute.acctSessionId, `8${String(subscriber).padStart(7, '0')}`)
    .text(attribute.nasIdentifier, 'bench')
    .ipv4(attribute.framedIpAddress, framedIpOf(subscriber))
    .text(attribute.callingStationId, '00:1A:2B:3C:4D:5E')
    .text(attribute.class, classOf(subscriber))
    .integer(attribute.acctSessionTime, seconds)
    .integer(attribute.acctInputOctets, drawn)
    .integer(attribute.acctOutputOctets, drawn * 7)
    .integer(attribute.eventTimestamp, Math.floor(Date.now() / 1000));
  return writer.request(secret);
}

async function run({ kind, port, milliseconds, sockets, window }: LoadOrder): Promise<LoadResult> {
  const build = kind === 'auth' ? accessRequest : accountingRequest;
  const expected = kind === 'auth' ? code.accessAccept : code.accountingResponse;
  let answered = 0;
  let lost = 0;
  let wrong = 0;
  const begin = performance.now();
  let running = true;
  const lanes = await Promise.all(Array.from({ length: sockets }, open));

  async function open(): Promise<{ socket: Socket; stop: () => void }> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 22, sendBufferSize: 1 << 22 });
    await new Promise<void>((resolve) => socket.connect(port, '127.0.0.1', resolve));
    const underWay = new Array<{ packet: Buffer; at: number } | undefined>(256).fill(undefined);
    let next = 0;
    const send = (): void => {
      const identifier = next;
      next = (next + 1) % 256;
      const packet = build(identifier);
      underWay[identifier] = { packet, at: performance.now() };
      socket.send(packet);
    };
    socket.on('message', (answer) => {
      const request = underWay[answer[1]!];
      if (request === undefined) return;
      underWay[answer[1]!] = undefined;
      answered++;
      const isVerified =
        answered % 16 !== 0 || responseIsAuthentic(answer, secret, request.packet.subarray(4, 20), false);
      if (answer[0] !== expected || !isVerified) wrong++;
      if (running) send();
    });
    const watch = setInterval(() => {
      const limit = performance.now() - 1000;
      for (let i = 0; i < 256; i++) {
        const request = underWay[i];
        if (request === undefined || request.at > limit) continue;
        underWay[i] = undefined;
        lost++;
        if (running) send();
      }
    }, 250);
    for (let i = 0; i < window; i++) send();
    return {
      socket,
      stop: () => {
        clearInterval(watch);
        socket.close();
      },
    };
  }

  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const result = { answered, lost, wrong, seconds: (performance.now() - begin) / 1000 };
  running = false;
  for (const lane of lanes) lane.stop();
  return result;
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send!(result),
    (fault: unknown) => {
      throw fault;
    },
  );
});
process.send!('ready');
