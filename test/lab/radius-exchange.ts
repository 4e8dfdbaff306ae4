import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { responseIsAuthentic } from '../../edge-agent/protocols/radius/authenticity.ts';
import { decodePacket, type Packet } from '../../edge-agent/protocols/radius/packet.ts';
import { radiusSecret, type Secret } from '../../edge-agent/protocols/radius/secret.ts';

/** The client side of RADIUS as a NAS has it: one socket, up to 256 requests under way, retransmission. */
export interface RadiusExchange {
  /**
   * Sends what `build` makes for an identifier until an authentic answer comes; undefined when none came to `attempts`
   * sendings. The same octets are sent each time (RFC 5080 §2.2.1).
   */
  ask(port: number, build: (identifier: number, secret: Secret) => Buffer): Promise<Packet | undefined>;
  close(): void;
}

export interface RadiusExchangeOptions {
  /** Address to speak from. */
  readonly host: string;
  readonly server: string;
  readonly secret: string;
  readonly retransmitMs: number;
  readonly attempts: number;
}

interface Pending {
  readonly request: Buffer;
  readonly answered: (packet: Packet | undefined) => void;
}

export async function createRadiusExchange(options: RadiusExchangeOptions): Promise<RadiusExchange> {
  const secret = radiusSecret(options.secret);
  const socket: Socket = createSocket('udp4');
  socket.bind(0, options.host);
  await once(socket, 'listening');
  const pending = new Map<number, Pending>();
  let queue: (() => void)[] = [];
  let next = 0;
  let closed = false;
  // A port that nobody listens on comes back as an error on a later send; for a NAS it is only silence.
  socket.on('error', () => undefined);
  socket.on('message', (bytes) => {
    const waiting = pending.get(bytes[1] ?? -1);
    if (waiting === undefined) return;
    if (!responseIsAuthentic(bytes, secret, waiting.request.subarray(4, 20), false)) return;
    const packet = decodePacket(bytes);
    if (packet !== undefined) waiting.answered(packet);
  });

  async function takeIdentifier(): Promise<number> {
    while (pending.size >= 256) {
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    while (pending.has(next)) next = (next + 1) % 256;
    const taken = next;
    next = (next + 1) % 256;
    return taken;
  }

  return {
    async ask(port, build) {
      const identifier = await takeIdentifier();
      const request = build(identifier, secret);
      let timer: NodeJS.Timeout | undefined;
      const answer = await new Promise<Packet | undefined>((resolve) => {
        pending.set(identifier, { request, answered: resolve });
        let attempt = 0;
        const send = () => {
          if (closed || attempt === options.attempts) return resolve(undefined);
          attempt++;
          socket.send(request, port, options.server);
          timer = setTimeout(send, options.retransmitMs);
        };
        send();
      });
      clearTimeout(timer);
      pending.delete(identifier);
      const waiting = queue;
      queue = [];
      for (const resume of waiting) resume();
      return answer;
    },
    close() {
      closed = true;
      socket.close();
      for (const { answered } of pending.values()) answered(undefined);
    },
  };
}
