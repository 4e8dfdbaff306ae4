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
import {
  decodePacket,
  type NamedAttribute,
  namedAttribute,
  type Packet,
} from '../../edge-agent/protocols/radius/packet.ts';
import { PacketWriter } from '../../edge-agent/protocols/radius/packet-writer.ts';
import { radiusSecret } from '../../edge-agent/protocols/radius/secret.ts';
import { vendorAttributes } from '../../edge-agent/protocols/radius/vendor-attributes.ts';
import { errorCause, type NasMake, type NasMakeName, nasMakes } from './nas-makes.ts';
import { createRadiusExchange } from './radius-exchange.ts';

/**
 * A simulated access concentrator: PPP log-ins, accounting with retransmission, Disconnect and CoA on its own port, which
 * it reads as strictly as its make does (nas-makes.ts), silence towards a wrong secret.
 */
export interface Nas {
  readonly coaPort: number;
  readonly host: string;
  /** What the NAS does with Disconnect and CoA requests; see CoaMode. */
  coaMode: CoaMode;
  /** Behaves so towards the next `times` requests, and then obeys. A retransmission that it has answered does not count. */
  coaFault(mode: CoaMode, times?: number): void;
  dial(login: Login): Promise<DialResult>;
  /** The subscriber or the line ends the session. Resolves when the Stop was answered, false when it never was. */
  hangUp(sessionId: string, cause?: TerminateCause): Promise<boolean>;
  /** Traffic of a session, in octets as the subscriber sees it. */
  traffic(sessionId: string, upload: number, download: number): void;
  /** Sends one interim record; false when nobody answered. */
  interim(sessionId: string): Promise<boolean>;
  /** Somebody changes on the NAS itself what the session holds. */
  byHand(sessionId: string, holds: readonly string[]): void;
  /** Loses all sessions without a word, then says Accounting-On. */
  reboot(): Promise<boolean>;
  sessions(): readonly LabSession[];
  /** Resolves when no accounting record is on its way any more. */
  settled(): Promise<void>;
  /** Accounting records that the server acknowledged: what must never be lost. */
  readonly acknowledged: readonly AcknowledgedRecord[];
  close(): Promise<void>;
}

/**
 * `obey`; `refuse`: NAK 501; `busy`: NAK 506; `silent`: does nothing, as if the request had been lost; `lose-answer`: obeys,
 * and the answer is lost; `twice`: answers twice; `lie`: ACK, but the session goes on as it was; `stall`: answers only after
 * `stallMs`.
 */
export const coaModes = ['obey', 'refuse', 'busy', 'silent', 'lose-answer', 'twice', 'lie', 'stall'] as const;
export type CoaMode = (typeof coaModes)[number];

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
  /** Mikrotik-Rate-Limit, where the make understands it. */
  readonly rateLimit: string | undefined;
  /** The rates and services in force, in the words of the make. */
  readonly holds: readonly string[];
  readonly uploadOctets: number;
  readonly downloadOctets: number;
}

export interface AcknowledgedRecord {
  readonly sessionId: string;
  readonly kind: keyof typeof acctStatus;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
}

const rateLimitIs = `${vendorAttributes.mikrotikRateLimit.name} `;
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
  /** How strictly it reads Disconnect and CoA requests. Default: accel-ppp. */
  readonly make?: NasMakeName;
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
  holds: readonly string[];
  uploadOctets: number;
  downloadOctets: number;
  timer: NodeJS.Timeout | undefined;
}

/** Attributes that belong to the request, not to what it asks for. */
const ofTheRequest: ReadonlySet<string> = new Set([
  'Message-Authenticator',
  'Event-Timestamp',
  'NAS-IP-Address',
  'NAS-Identifier',
  'Proxy-State',
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
  const make: NasMake = nasMakes[options.make ?? 'accel-ppp'];
  let nextAddress = 2;
  /** Requests that are still to be treated as `coaMode` says; none left means always. */
  let faultsLeft = 0;
  let closed = false;

  function named(packet: Packet): Record<string, string> {
    return Object.fromEntries(packet.attributes.map(namedAttribute).map(({ name, value }) => [name, value]));
  }

  function value(packet: Packet, type: number): Buffer | undefined {
    return packet.attributes.find((one) => one.type === type && one.vendor === undefined)?.value;
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
      holds: make.granted(answer.attributes.map(namedAttribute)),
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
    const { sessionId, username, framedIp, startedAt, holds, uploadOctets, downloadOctets } = session;
    const rateLimit = holds.find((one) => one.startsWith(rateLimitIs))?.slice(rateLimitIs.length);
    return { sessionId, username, framedIp, startedAt, rateLimit, holds, uploadOctets, downloadOctets };
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

  /** What came of a request: an Error-Cause, or nothing when it was obeyed. */
  function obey(packet: Packet, mode: CoaMode): number | undefined {
    if (mode === 'refuse') return errorCause.prohibited;
    if (mode === 'busy') return errorCause.resources;
    const told = packet.attributes.map(namedAttribute);
    if (told.some(({ name, value }) => name === 'NAS-IP-Address' && value !== host))
      return errorCause.nasMismatch;
    if (told.some(({ name, value }) => name === 'NAS-Identifier' && value !== identifier)) {
      return errorCause.nasMismatch;
    }
    const isName = ({ name }: NamedAttribute) => name in make.names;
    const names = told.filter(isName);
    const asked = told.filter((one) => !isName(one) && !ofTheRequest.has(one.name));
    const isDisconnect = packet.code === code.disconnectRequest;
    if (isDisconnect ? make.disconnects === undefined : make.change === undefined) {
      return errorCause.unsupportedService;
    }
    // A Disconnect names the session and does nothing else (RFC 5176 §3.6).
    if (isDisconnect && asked.length > 0 && make.ignoresUnknown !== true)
      return errorCause.unsupportedAttribute;
    const isNamed = make.needs.some((set) => set.every((name) => names.some((one) => one.name === name)));
    if (!isNamed) return errorCause.missingAttribute;
    const found = [...live.values()].filter((session) =>
      names.every(({ name, value }) => make.names[name]!(session) === value),
    );
    const [session] = found;
    if (session === undefined) return errorCause.sessionNotFound;
    if (found.length > 1 && make.disconnects !== 'all of the user') return errorCause.severalSessions;
    if (isDisconnect) {
      if (mode !== 'lie') for (const one of found) void end(one, 'Admin-Reset');
      return undefined;
    }
    const changed = make.change!(asked, session.holds);
    if (changed.cause !== undefined) return changed.cause;
    if (mode !== 'lie') session.holds = changed.holds;
    return undefined;
  }

  function isTimely(packet: Packet): boolean {
    if (make.stampWithinSeconds === undefined) return true;
    const stamp = value(packet, attribute.eventTimestamp)?.readUInt32BE(0) ?? 0;
    return Math.abs(Date.now() / 1000 - stamp) <= make.stampWithinSeconds;
  }

  /** How this request is treated; a fault that was meant for so many has then been used up. */
  function nextMode(): CoaMode {
    const mode = nas.coaMode;
    if (--faultsLeft === 0) nas.coaMode = 'obey';
    return mode;
  }

  coa.on('message', (bytes, peer) => {
    if (!isAuthentic(bytes)) return;
    const packet = decodePacket(bytes);
    if (packet === undefined || !isTimely(packet)) return;
    const key = `${peer.address}:${peer.port}/${packet.identifier}/${packet.authenticator.toString('hex')}`;
    const send = (answer: Buffer) => {
      if (!closed) coa.send(answer, peer.port, peer.address);
    };
    const known = answered.get(key);
    if (known !== undefined) {
      if (nas.coaMode === 'obey') send(known);
      else if (nextMode() === 'stall') setTimeout(() => send(known), options.stallMs ?? 2000).unref();
      return;
    }
    const mode = nextMode();
    if (mode === 'silent') return;
    const cause = obey(packet, mode);
    writer.begin(packet.code + (cause === undefined ? 1 : 2), packet.identifier);
    if (cause !== undefined) writer.integer(attribute.errorCause, cause);
    const answer = writer.reply(coaSecret, packet.authenticator, 0);
    answered.set(key, answer);
    if (mode === 'lose-answer') return;
    if (mode === 'stall') setTimeout(() => send(answer), options.stallMs ?? 2000).unref();
    else send(answer);
    if (mode === 'twice') send(answer);
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
    coaFault(mode, times = 1) {
      nas.coaMode = mode;
      faultsLeft = times;
    },
    dial,
    hangUp: (sessionId, cause = 'User-Request') => end(known(sessionId), cause),
    traffic(sessionId, upload, download) {
      const session = known(sessionId);
      session.uploadOctets += upload;
      session.downloadOctets += download;
    },
    interim: (sessionId) => account(known(sessionId), 'interim'),
    byHand(sessionId, holds) {
      known(sessionId).holds = holds;
    },
    reboot() {
      for (const session of live.values()) clearInterval(session.timer);
      live.clear();
      const happenedAt = Math.floor(Date.now() / 1000);
      return record({ sessionId: '0', kind: 'on', uploadOctets: 0, downloadOctets: 0 }, () =>
        writer.integer(attribute.eventTimestamp, happenedAt),
      );
    },
    sessions: () => [...live.values()].map(view),
    async settled() {
      while (under.size > 0) await Promise.allSettled(under);
    },
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
