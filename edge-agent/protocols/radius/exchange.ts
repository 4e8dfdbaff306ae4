import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { earNow, silence } from '../dialogue.ts';
import { responseIsAuthentic } from './authenticity.ts';
import { authenticatorAt, headerLength } from './codes.ts';
import { packetAsData } from './packet-as-data.ts';
import type { Secret } from './secret.ts';

/** When to send again, in milliseconds (RFC 5080 §2.2.1). */
export interface RetransmissionTimes {
  /** IRT: the first wait, doubled after each attempt. */
  readonly initialMs: number;
  /** MRT: no wait is longer. */
  readonly maximumMs: number;
  /** MRC: the most times a packet is sent. */
  readonly attempts: number;
}

export interface ExchangeTools {
  /** From 0 up to 1: spreads the waits so that many clients do not send in step. */
  readonly random: () => number;
  readonly schedule: (run: () => void, afterMs: number) => { cancel(): void };
}

export interface ExchangeTarget {
  readonly host: string;
  readonly port: number;
  readonly secret: Secret;
}

/** A packet that answers the request and whose authenticators were found right, or silence after so many attempts. */
export type ExchangeAnswer =
  | { readonly answered: true; readonly packet: Buffer; readonly attempts: number }
  | { readonly answered: false; readonly attempts: number };

interface Waiting {
  readonly packet: Buffer;
  readonly target: ExchangeTarget;
  readonly isAnswer: (code: number) => boolean;
  readonly requireMessageAuthenticator: boolean;
  readonly resolve: (answer: ExchangeAnswer) => void;
  attempts: number;
  waitMs: number;
  timer: { cancel(): void } | undefined;
}

/** The identifiers of one destination and those who wait for one to become free. */
interface Destination {
  readonly waiting: (Waiting | undefined)[];
  readonly queue: (() => void)[];
  next: number;
  used: number;
}

/**
 * The asking side of RADIUS on one UDP socket: gives each request an identifier that is free towards its destination,
 * sends it again unchanged until an authentic answer comes, and gives up in the end. An answer that is not authentic is
 * as good as none, so silence also means a wrong secret.
 */
export class RadiusExchange {
  readonly #tools: ExchangeTools;
  readonly #times: RetransmissionTimes;
  readonly #destinations = new Map<string, Destination>();
  readonly #sockets: { ipv4?: Promise<Socket>; ipv6?: Promise<Socket> } = {};
  readonly #bindTo: string | undefined;
  readonly #ear = earNow();
  #closed = false;
  /** Answers that nobody had asked for or whose authenticators were wrong. */
  unauthentic = 0;

  /** `bindTo`: the local address; any by default. */
  constructor(times: RetransmissionTimes, tools: ExchangeTools, bindTo?: string) {
    this.#times = times;
    this.#tools = tools;
    this.#bindTo = bindTo;
  }

  /** The local port towards addresses of this kind. */
  async port(host: string): Promise<number> {
    return (await this.#socketFor(host)).address().port;
  }

  /**
   * Asks `target`. `build` makes the signed packet for an identifier; `isAnswer` tells which packet codes answer it.
   * Rejects only if the socket cannot be opened.
   */
  async ask(
    target: ExchangeTarget,
    build: (identifier: number) => Buffer,
    isAnswer: (code: number) => boolean,
    requireMessageAuthenticator: boolean,
  ): Promise<ExchangeAnswer> {
    const socket = await this.#socketFor(target.host);
    const destination = this.#destinationOf(target);
    while (destination.used === 256) {
      const { promise, resolve } = Promise.withResolvers<void>();
      destination.queue.push(resolve);
      await promise;
    }
    if (this.#closed) return { answered: false, attempts: 0 };
    const identifier = freeIdentifier(destination);
    const { promise, resolve } = Promise.withResolvers<ExchangeAnswer>();
    const waiting: Waiting = {
      packet: build(identifier),
      target,
      isAnswer,
      requireMessageAuthenticator,
      resolve,
      attempts: 0,
      waitMs: 0,
      timer: undefined,
    };
    destination.waiting[identifier] = waiting;
    destination.used++;
    this.#send(socket, waiting);
    const answer = await promise;
    this.#ear?.({
      protocol: 'radius',
      host: target.host,
      port: target.port,
      request: packetAsData(waiting.packet),
      answer: answer.answered ? packetAsData(answer.packet) : silence,
    });
    destination.waiting[identifier] = undefined;
    destination.used--;
    destination.queue.shift()?.();
    return answer;
  }

  /** Gives up whatever is still open. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { waiting, queue } of this.#destinations.values()) {
      for (const open of waiting) if (open !== undefined) this.#settle(open, undefined);
      for (const resume of queue.splice(0)) resume();
    }
    for (const opening of [this.#sockets.ipv4, this.#sockets.ipv6]) {
      if (opening === undefined) continue;
      const socket = await opening;
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    }
  }

  #send(socket: Socket, waiting: Waiting): void {
    if (this.#closed || waiting.attempts >= this.#times.attempts) {
      this.#settle(waiting, undefined);
      return;
    }
    waiting.attempts++;
    waiting.waitMs = this.#nextWait(waiting.waitMs);
    const { host, port } = waiting.target;
    // An error here (no route, say) is one lost packet more: the next attempt may find its way.
    socket.send(waiting.packet, port, host, () => undefined);
    waiting.timer = this.#tools.schedule(() => this.#send(socket, waiting), waiting.waitMs);
  }

  /** RFC 5080 §2.2.1: RT = IRT + RAND·IRT, then RT = 2·RT + RAND·RT, at most MRT + RAND·MRT; RAND from -0.1 to 0.1. */
  #nextWait(former: number): number {
    const spread = (base: number) => base * (1 + 0.2 * (this.#tools.random() - 0.5));
    if (former === 0) return spread(this.#times.initialMs);
    const doubled = former + spread(former);
    return doubled > this.#times.maximumMs ? spread(this.#times.maximumMs) : doubled;
  }

  #settle(waiting: Waiting, packet: Buffer | undefined): void {
    waiting.timer?.cancel();
    const { attempts } = waiting;
    waiting.resolve(
      packet === undefined ? { answered: false, attempts } : { answered: true, packet, attempts },
    );
  }

  #receive(packet: Buffer, from: RemoteInfo): void {
    const identifier = packet[1] ?? 0;
    const waiting = this.#destinations.get(`${from.address}:${from.port}`)?.waiting[identifier];
    const isAuthentic =
      waiting?.isAnswer(packet[0]!) === true &&
      responseIsAuthentic(
        packet,
        waiting.target.secret,
        waiting.packet.subarray(authenticatorAt, headerLength),
        waiting.requireMessageAuthenticator,
      );
    if (waiting !== undefined && isAuthentic) this.#settle(waiting, packet);
    else this.unauthentic++;
  }

  #destinationOf({ host, port }: ExchangeTarget): Destination {
    const name = `${host}:${port}`;
    let destination = this.#destinations.get(name);
    if (destination === undefined) {
      destination = {
        waiting: new Array<Waiting | undefined>(256).fill(undefined),
        queue: [],
        next: 0,
        used: 0,
      };
      this.#destinations.set(name, destination);
    }
    return destination;
  }

  #socketFor(host: string): Promise<Socket> {
    const family = isIPv6(host) ? 'ipv6' : 'ipv4';
    this.#sockets[family] ??= this.#open(family);
    return this.#sockets[family];
  }

  #open(family: 'ipv4' | 'ipv6'): Promise<Socket> {
    const socket = createSocket(family === 'ipv4' ? 'udp4' : 'udp6');
    socket.on('message', (packet, from) => this.#receive(packet, from));
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, this.#bindTo, () => {
        socket.off('error', reject);
        // Errors of a bound socket concern single packets, which are sent again anyway.
        socket.on('error', () => undefined);
        resolve(socket);
      });
    });
  }
}

/** Identifiers are used in turn, so that a late answer to an old request rarely meets a new one. */
function freeIdentifier(destination: Destination): number {
  while (destination.waiting[destination.next] !== undefined) destination.next = (destination.next + 1) % 256;
  const identifier = destination.next;
  destination.next = (identifier + 1) % 256;
  return identifier;
}
