import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  messageAuthenticatorIsValid,
  requestAuthenticatorIsValid,
  zeroAuthenticator,
} from '../../edge-agent/protocols/radius/authenticity.ts';
import { acctStatus, attribute, code, headerLength } from '../../edge-agent/protocols/radius/codes.ts';
import { hidePassword } from '../../edge-agent/protocols/radius/hidden-values.ts';
import { msChap2Response } from '../../edge-agent/protocols/radius/mschap.ts';
import { decodePacket, namedAttribute, type Packet } from '../../edge-agent/protocols/radius/packet.ts';
import { PacketWriter } from '../../edge-agent/protocols/radius/packet-writer.ts';
import { radiusSecret } from '../../edge-agent/protocols/radius/secret.ts';
import { vendorAttributes } from '../../edge-agent/protocols/radius/vendor-attributes.ts';
import { createRadiusExchange } from './radius-exchange.ts';

/**
 * A simulated access concentrator that behaves towards RADIUS as accel-ppp does: PPP log-ins, accounting with
 * retransmission, Disconnect and CoA on its own port, silence towards a wrong secret.
 */
export interface Nas {
  readonly coaPort: number;
  readonly host: string;
  /** What the NAS does with Disconnect and CoA requests; see CoaMode. */
  coaMode: CoaMode;
  dial(login: Login): Promise<DialResult>;
  /** The subscriber or the line ends the session. Resolves when the Stop was answered, false when it never was. */
  hangUp(sessionId: string, cause?: TerminateCause): Promise<boolean>;
  /** Traffic of a session, in octets as the subscriber sees it. */
  traffic(sessionId: string, upload: number, download: number): void;
  /** Sends one interim record; false when nobody answered. */
  interim(sessionId: string): Promise<boolean>;
  /** Loses all sessions without a word, then says Accounting-On. */
  reboot(): Promise<boolean>;
  sessions(): readonly LabSession[];
  /** Accounting records that the server acknowledged: what must never be lost. */
  readonly acknowledged: readonly AcknowledgedRecord[];
  close(): Promise<void>;
}

/**
 * `obey`; `refuse`: NAK 501; `silent`: no answer; `lie`: ACK, but the session goes on as it was; `stall`: answers only
 * after `stallMs`.
 */
export type CoaMode = 'obey' | 'refuse' | 'silent' | 'lie' | 'stall';

export interface Login {
  readonly username: string;
  readonly password: string;
  readonly method?: 'pap' | 'chap' | 'mschapv2';
  readonly callingStationId?: string;
}

export interface DialResult {
  readonly accepted: boolean;
  /** No answer from any attempt. */
  readonly silent: boolean;
  /** Attributes of the answer in words, by name. A name that comes twice keeps its last value. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly session?: LabSession;
}

export interface LabSession {
  readonly sessionId: string;
  readonly username: string;
  readonly framedIp: string;
  readonly startedAt: number;
  readonly rateLimit: string | undefined;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
}

export interface AcknowledgedRecord {
  readonly sessionId: string;
  readonly kind: keyof typeof acctStatus;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
}

const causes = { 'User-Request': 1, 'Lost-Carrier': 2, 'Admin-Reset': 6, 'NAS-Reboot': 11 } as const;
export type TerminateCause = keyof typeof causes;

export interface NasOptions {
  /** Address of the NAS: it speaks from here and listens here. */
  readonly host: string;
  readonly radius: {
    readonly host: string;
    readonly auth: number;
    readonly acct: number;
    readonly secret: string;
  };
  /** 0 takes any free port. */
  readonly coaPort?: number;
  /** Shared secret of Disconnect and CoA; default the RADIUS secret. */
  readonly coaSecret?: string;
  readonly identifier?: string;
  readonly retransmitMs?: number;
  readonly attempts?: number;
  /** Sends interim records by itself at Acct-Interim-Interval, or at this interval in ms; 0: only when asked. */
  readonly interimMs?: number | 'as-told';
  readonly stallMs?: number;
  /** Sends Message-Authenticator with its Access-Requests; accel-ppp does not. Default: true. */
  readonly signs?: boolean;
}

interface Live {
  readonly sessionId: string;
  readonly username: string;
  readonly framedIp: string;
  readonly callingStationId: string;
  readonly startedAt: number;
  readonly class: Buffer | undefined;
  rateLimit: string | undefined;
  uploadOctets: number;
  downloadOctets: number;
  timer: NodeJS.Timeout | undefined;
}

const errorCause = { unsupportedAttribute: 401, prohibited: 501, sessionNotFound: 503 } as const;

/** Attributes by which a request may name a session; all that are there must match (RFC 5176 §3). */
const naming = new Map<number, (session: Live) => string>([
  [attribute.userName, (session) => session.username],
  [attribute.acctSessionId, (session) => session.sessionId],
  [attribute.framedIpAddress, (session) => session.framedIp],
  [attribute.callingStationId, (session) => session.callingStationId],
]);
const allowedBesides: ReadonlySet<number> = new Set([
  attribute.messageAuthenticator,
  attribute.eventTimestamp,
  attribute.nasIpAddress,
  attribute.nasIdentifier,
  attribute.proxyState,
]);

export async function createNas(options: NasOptions): Promise<Nas> {
  const { host, radius } = options;
  const identifier = options.identifier ?? 'lab-nas';
  const exchange = await createRadiusExchange({
    host,
    server: radius.host,
    secret: radius.secret,
    retransmitMs: options.retransmitMs ?? 1000,
    attempts: options.attempts ?? 5,
  });
  const live = new Map<string, Live>();
  const acknowledged: AcknowledgedRecord[] = [];
  const writer = new PacketWriter();
  const under = new Set<Promise<unknown>>();
  let nextAddress = 2;
  let closed = false;

  function named(packet: Packet): Record<string, string> {
    return Object.fromEntries(packet.attributes.map(namedAttribute).map(({ name, value }) => [name, value]));
  }

  function value(packet: Packet, type: number): Buffer | undefined {
    return packet.attributes.find((one) => one.type === type && one.vendor === undefined)?.value;
  }

  function rateLimitIn(packet: Packet): string | undefined {
    const { vendor, type } = vendorAttributes.mikrotikRateLimit;
    return packet.attributes
      .find((one) => one.vendor === vendor && one.type === type)
      ?.value.toString('utf8');
  }

  async function dial({ username, password, method = 'chap', ...login }: Login): Promise<DialResult> {
    const sessionId = randomBytes(8).toString('hex');
    const callingStationId = login.callingStationId ?? '02:00:00:00:00:01';
    const answer = await exchange.ask(radius.auth, (id, secret) => {
      const authenticator = randomBytes(16);
      writer.begin(code.accessRequest, id);
      if (options.signs ?? true) writer.messageAuthenticator();
      writer
        .text(attribute.userName, username)
        .text(attribute.nasIdentifier, identifier)
        .ipv4(attribute.nasIpAddress, host)
        .integer(attribute.serviceType, 2)
        .integer(attribute.framedProtocol, 1)
        .text(attribute.acctSessionId, sessionId)
        .text(attribute.callingStationId, callingStationId);
      if (method === 'pap') {
        writer.octets(attribute.userPassword, hidePassword(Buffer.from(password), authenticator, secret));
      } else if (method === 'chap') {
        const challenge = randomBytes(16);
        const response = createHash('md5')
          .update(Buffer.from([id]))
          .update(password)
          .update(challenge)
          .digest();
        writer
          .octets(attribute.chapPassword, Buffer.concat([Buffer.from([id]), response]))
          .octets(attribute.chapChallenge, challenge);
      } else {
        const authenticatorChallenge = randomBytes(16);
        const peerChallenge = randomBytes(16);
        const response = msChap2Response({ username, password, authenticatorChallenge, peerChallenge });
        writer
          .vendorOctets(vendorAttributes.msChapChallenge, authenticatorChallenge)
          .vendorOctets(
            vendorAttributes.msChap2Response,
            Buffer.concat([Buffer.from([id, 0]), peerChallenge, Buffer.alloc(8), response]),
          );
      }
      return writer.access(secret, authenticator);
    });
    if (answer === undefined) return { accepted: false, silent: true, attributes: {} };
    const attributes = named(answer);
    if (answer.code !== code.accessAccept) return { accepted: false, silent: false, attributes };
    const session: Live = {
      sessionId,
      username,
      framedIp: attributes['Framed-IP-Address'] ?? nextFreeAddress(),
      callingStationId,
      startedAt: performance.now(),
      class: value(answer, attribute.class),
      rateLimit: rateLimitIn(answer),
      uploadOctets: 0,
      downloadOctets: 0,
      timer: undefined,
    };
    live.set(sessionId, session);
    keepReporting(session, Number(attributes['Acct-Interim-Interval'] ?? 0) * 1000);
    await account(session, 'start');
    return { accepted: true, silent: false, attributes, session: view(session) };
  }

  function nextFreeAddress(): string {
    const n = nextAddress++;
    return `100.64.${(n >> 8) & 255}.${n & 255}`;
  }

  function keepReporting(session: Live, toldMs: number): void {
    const { interimMs = 0 } = options;
    const every = interimMs === 'as-told' ? toldMs : interimMs;
    if (every <= 0) return;
    session.timer = setInterval(() => void account(session, 'interim'), every);
    session.timer.unref();
  }

  function view(session: Live): LabSession {
    const { sessionId, username, framedIp, startedAt, rateLimit, uploadOctets, downloadOctets } = session;
    return { sessionId, username, framedIp, startedAt, rateLimit, uploadOctets, downloadOctets };
  }

  function account(
    session: Live,
    kind: 'start' | 'interim' | 'stop',
    cause?: TerminateCause,
  ): Promise<boolean> {
    const { uploadOctets, downloadOctets } = session;
    const happenedAt = Math.floor(Date.now() / 1000);
    const seconds = Math.floor((performance.now() - session.startedAt) / 1000);
    return record({ sessionId: session.sessionId, kind, uploadOctets, downloadOctets }, () => {
      writer
        .text(attribute.userName, session.username)
        .ipv4(attribute.framedIpAddress, session.framedIp)
        .text(attribute.callingStationId, session.callingStationId)
        .integer(attribute.acctSessionTime, seconds)
        // Input and output are the NAS's: what it receives from the subscriber is the subscriber's upload.
        .integer(attribute.acctInputOctets, uploadOctets % 2 ** 32)
        .integer(attribute.acctInputGigawords, Math.floor(uploadOctets / 2 ** 32))
        .integer(attribute.acctOutputOctets, downloadOctets % 2 ** 32)
        .integer(attribute.acctOutputGigawords, Math.floor(downloadOctets / 2 ** 32))
        .integer(attribute.eventTimestamp, happenedAt);
      if (session.class !== undefined) writer.octets(attribute.class, session.class);
      if (cause !== undefined) writer.integer(attribute.acctTerminateCause, causes[cause]);
    });
  }

  function record(what: AcknowledgedRecord, attributes: () => void): Promise<boolean> {
    const asking = exchange
      .ask(radius.acct, (id, secret) => {
        writer
          .begin(code.accountingRequest, id)
          .integer(attribute.acctStatusType, acctStatus[what.kind])
          .text(attribute.nasIdentifier, identifier)
          .ipv4(attribute.nasIpAddress, host)
          .text(attribute.acctSessionId, what.sessionId);
        attributes();
        return writer.request(secret);
      })
      .then((answer) => {
        if (answer === undefined) return false;
        acknowledged.push(what);
        return true;
      });
    under.add(asking);
    return asking.finally(() => under.delete(asking));
  }

  function end(session: Live, cause: TerminateCause): Promise<boolean> {
    clearInterval(session.timer);
    live.delete(session.sessionId);
    return account(session, 'stop', cause);
  }

  const coa = createSocket('udp4');
  const coaSecret = radiusSecret(options.coaSecret ?? radius.secret);
  /** Answers already given, by peer, identifier and authenticator: a retransmission gets the same one. */
  const answered = new Map<string, Buffer>();

  function isAuthentic(bytes: Buffer): boolean {
    if (!requestAuthenticatorIsValid(bytes, bytes.length, coaSecret)) return false;
    for (let at = headerLength; at < bytes.length; at += Math.max(2, bytes[at + 1] ?? 2)) {
      if (bytes[at] !== attribute.messageAuthenticator) continue;
      return messageAuthenticatorIsValid(bytes, bytes.length, at + 2, coaSecret, zeroAuthenticator);
    }
    return true;
  }

  function obey(packet: Packet): { code: number; cause?: number } {
    const isDisconnect = packet.code === code.disconnectRequest;
    const ack = isDisconnect ? code.disconnectAck : code.coaAck;
    const nak = isDisconnect ? code.disconnectNak : code.coaNak;
    if (nas.coaMode === 'refuse') return { code: nak, cause: errorCause.prohibited };
    let named = [...live.values()];
    let names = 0;
    for (const { type, vendor, value } of packet.attributes) {
      const nameOf = vendor === undefined ? naming.get(type) : undefined;
      if (nameOf !== undefined) {
        names++;
        const wanted = type === attribute.framedIpAddress ? value.join('.') : value.toString('utf8');
        named = named.filter((session) => nameOf(session) === wanted);
      } else if (vendor === undefined && !allowedBesides.has(type)) {
        return { code: nak, cause: errorCause.unsupportedAttribute };
      }
    }
    const session = named[0];
    if (names === 0 || session === undefined) return { code: nak, cause: errorCause.sessionNotFound };
    if (nas.coaMode === 'lie') return { code: ack };
    if (isDisconnect) void end(session, 'Admin-Reset');
    else session.rateLimit = rateLimitIn(packet) ?? session.rateLimit;
    return { code: ack };
  }

  coa.on('message', (bytes, peer) => {
    if (nas.coaMode === 'silent' || !isAuthentic(bytes)) return;
    const packet = decodePacket(bytes);
    if (packet === undefined) return;
    const key = `${peer.address}:${peer.port}/${packet.identifier}/${packet.authenticator.toString('hex')}`;
    let answer = answered.get(key);
    if (answer === undefined) {
      const told = obey(packet);
      writer.begin(told.code, packet.identifier);
      if (told.cause !== undefined) writer.integer(attribute.errorCause, told.cause);
      answer = writer.reply(coaSecret, packet.authenticator, 0);
      answered.set(key, answer);
    }
    const send = () => {
      if (!closed) coa.send(answer, peer.port, peer.address);
    };
    if (nas.coaMode === 'stall') setTimeout(send, options.stallMs ?? 2000).unref();
    else send();
  });
  coa.bind(options.coaPort ?? 0, host);
  await once(coa, 'listening');

  function known(sessionId: string): Live {
    const session = live.get(sessionId);
    if (session === undefined) throw new Error(`the NAS has no session ${sessionId}`);
    return session;
  }

  const nas: Nas = {
    host,
    coaPort: (coa.address() as AddressInfo).port,
    coaMode: 'obey',
    dial,
    hangUp: (sessionId, cause = 'User-Request') => end(known(sessionId), cause),
    traffic(sessionId, upload, download) {
      const session = known(sessionId);
      session.uploadOctets += upload;
      session.downloadOctets += download;
    },
    interim: (sessionId) => account(known(sessionId), 'interim'),
    reboot() {
      for (const session of live.values()) clearInterval(session.timer);
      live.clear();
      const happenedAt = Math.floor(Date.now() / 1000);
      return record({ sessionId: '0', kind: 'on', uploadOctets: 0, downloadOctets: 0 }, () =>
        writer.integer(attribute.eventTimestamp, happenedAt),
      );
    },
    sessions: () => [...live.values()].map(view),
    acknowledged,
    async close() {
      if (closed) return;
      closed = true;
      for (const session of live.values()) clearInterval(session.timer);
      exchange.close();
      coa.close();
      await Promise.allSettled(under);
    },
  };
  return nas;
}
