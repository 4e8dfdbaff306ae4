import { type AaaEntry, aaaEntry } from '../../../edge-agent/aaa/aaa-entry.ts';
import type { AccountingBatch } from '../../../edge-agent/aaa/accounting-batches.ts';
import { type NasClient, type NasSettings, nasClient } from '../../../edge-agent/aaa/nas.ts';
import {
  type AaaSettings,
  createPacketService,
  type PacketService,
  usualSettings,
} from '../../../edge-agent/aaa/packet-service.ts';
import type { AaaSession } from '../../../edge-agent/aaa/session.ts';
import { SessionTable } from '../../../edge-agent/aaa/session-table.ts';
import { acctStatus, attribute, code } from '../../../edge-agent/protocols/radius/codes.ts';
import { hidePassword } from '../../../edge-agent/protocols/radius/hidden-values.ts';
import { decodePacket, namedAttribute } from '../../../edge-agent/protocols/radius/packet.ts';
import { PacketWriter } from '../../../edge-agent/protocols/radius/packet-writer.ts';
import type { AccessBinding } from '../../../functions/contracts/access.ts';
import type { DesiredState } from '../../../functions/contracts/network-state.ts';
import { nasPolicyOf } from '../support/nas-policy.ts';

export const siteId = 'sit_01k9xq3v7n5e2r8t4w6y0a1b2c';
export const serviceId = 'svc_01k9xq3v7n5e2r8t4w6y0a1b2c';
export const nasAddress = '192.0.2.10';

/** A service with everything that a test does not speak of. */
export function desiredState(
  access: AccessBinding = { technology: 'pppoe', siteId, username: 'alice' },
  changes: Partial<DesiredState> = {},
): DesiredState {
  return {
    serviceId,
    siteId,
    revision: 3,
    present: true,
    entitlement: 'full',
    access,
    profile: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
    ...changes,
  };
}

/** A server without sockets, whose clock and timers the test moves, with one NAS in front of it. */
export interface Setup {
  readonly service: PacketService;
  readonly nas: NasClient;
  readonly entries: Map<string, AaaEntry>;
  /** Batches that were stored; `store` may be replaced to fail or to wait. */
  readonly batches: AccountingBatch[];
  store: (batch: AccountingBatch) => void | Promise<void>;
  readonly faults: unknown[];
  /** Lets time pass: clocks go on, timers run. */
  pass(milliseconds: number): void;
  now(): number;
  /** Sends to the authentication port and answers what came back at once. */
  ask(packet: Buffer, from?: { address?: string; port?: number }): Buffer | undefined;
  account(packet: Buffer, from?: { address?: string; port?: number }): Buffer | undefined;
  /** All answers in the order in which they went out, also those that came later. */
  readonly answers: Buffer[];
}

export function setUp(
  options: {
    /** Settings of AAA's, and the driver and its own settings. */
    nas?: Partial<NasSettings> & { readonly driver?: string; readonly settings?: object };
    services?: readonly (readonly [DesiredState, string | undefined])[];
    settings?: Partial<AaaSettings>;
    sessions?: Iterable<AaaSession>;
  } = {},
): Setup {
  const { driver = 'mikrotik-routeros', settings, ...own } = options.nas ?? {};
  const nas = nasClient({ nodeId: 'nod_a', ...nasPolicyOf(driver, 'sesame', settings), ...own });
  const entries = new Map<string, AaaEntry>();
  for (const [desired, password] of options.services ?? [[desiredState(), 'wonder']]) {
    const entry = aaaEntry(desired, password);
    if (entry !== undefined) entries.set(entry.identity, entry);
  }
  let elapsed = 0;
  const timers: { at: number; run: () => void }[] = [];
  const startedAt = Date.UTC(2026, 2, 1);
  const batches: AccountingBatch[] = [];
  const faults: unknown[] = [];
  const answers: Buffer[] = [];
  let drawn = 0;
  const setup: Setup = {
    nas,
    entries,
    batches,
    faults,
    answers,
    store: (batch) => {
      batches.push(batch);
    },
    now: () => startedAt + elapsed,
    pass(milliseconds) {
      const until = elapsed + milliseconds;
      for (;;) {
        timers.sort((one, other) => one.at - other.at);
        const due = timers[0];
        if (due === undefined || due.at > until) break;
        timers.shift();
        elapsed = due.at;
        due.run();
      }
      elapsed = until;
    },
    ask: (packet, from) => send(setup.service.receiveAccess, packet, from),
    account: (packet, from) => send(setup.service.receiveAccounting, packet, from),
    service: createPacketService({
      lookup: (identity) => entries.get(identity),
      nas: (address) => (address === nasAddress ? nas : undefined),
      proofNas: () => undefined,
      recordAccounting: (batch) => setup.store(batch),
      sessions: new SessionTable(options.sessions),
      now: () => startedAt + elapsed,
      monotonic: () => elapsed,
      schedule: (run, afterMs) => timers.push({ at: elapsed + afterMs, run }),
      random: (size) => Buffer.alloc(size, ++drawn),
      onFault: (fault) => faults.push(fault),
      settings: { ...usualSettings, rejectDelayMs: 0, ...options.settings },
    }),
  };
  function send(
    receive: PacketService['receiveAccess'],
    packet: Buffer,
    { address = nasAddress, port = 40_000 }: { address?: string; port?: number } = {},
  ): Buffer | undefined {
    const before = answers.length;
    // A socket hands out a buffer of its own for each datagram.
    receive(Buffer.from(packet), address, port, (answer) => answers.push(Buffer.from(answer)));
    return answers[before];
  }
  return setup;
}

const writer = new PacketWriter();
let drawnAuthenticators = 0;

/** 16 octets that no other call gives. */
export function freshAuthenticator(): Buffer {
  const authenticator = Buffer.alloc(16, 0xa5);
  authenticator.writeUInt32BE(++drawnAuthenticators, 6);
  return authenticator;
}

export interface AccessRequest {
  readonly identifier?: number;
  readonly username?: string;
  readonly password?: string;
  readonly signed?: boolean;
  readonly authenticator?: Buffer;
  readonly more?: (writer: PacketWriter, authenticator: Buffer) => void;
}

/** An Access-Request as a NAS sends it: PAP if a password is given, signed unless it is said otherwise. */
export function accessRequest(nas: NasClient, request: AccessRequest = {}): Buffer {
  const { identifier = 1, username = 'alice', password, signed = true } = request;
  const authenticator = request.authenticator ?? freshAuthenticator();
  writer.begin(code.accessRequest, identifier);
  if (signed) writer.messageAuthenticator();
  writer.text(attribute.userName, username);
  if (password !== undefined) {
    writer.octets(attribute.userPassword, hidePassword(Buffer.from(password), authenticator, nas.secret));
  }
  request.more?.(writer, authenticator);
  return writer.access(nas.secret, authenticator);
}

export interface AccountingRequest {
  readonly identifier?: number;
  readonly kind?: keyof typeof acctStatus;
  readonly username?: string;
  readonly sessionId?: string;
  readonly seconds?: number;
  readonly upload?: number;
  readonly download?: number;
  readonly delaySeconds?: number;
  readonly eventAt?: number;
  readonly more?: (writer: PacketWriter) => void;
}

export function accountingRequest(nas: NasClient, request: AccountingRequest = {}): Buffer {
  const { identifier = 1, kind = 'interim', username = 'alice', sessionId = '8000001' } = request;
  writer.begin(code.accountingRequest, identifier).integer(attribute.acctStatusType, acctStatus[kind]);
  if (kind !== 'on' && kind !== 'off') writer.text(attribute.userName, username);
  writer.text(attribute.acctSessionId, sessionId).text(attribute.nasIdentifier, 'nas-a');
  const integers = [
    [attribute.acctSessionTime, request.seconds],
    [attribute.acctInputOctets, request.upload === undefined ? undefined : request.upload % 2 ** 32],
    [attribute.acctInputGigawords, gigawords(request.upload)],
    [attribute.acctOutputOctets, request.download === undefined ? undefined : request.download % 2 ** 32],
    [attribute.acctOutputGigawords, gigawords(request.download)],
    [attribute.acctDelayTime, request.delaySeconds],
    [
      attribute.eventTimestamp,
      request.eventAt === undefined ? undefined : Math.floor(request.eventAt / 1000),
    ],
  ] as const;
  for (const [type, value] of integers) if (value !== undefined) writer.integer(type, value);
  request.more?.(writer);
  return writer.request(nas.secret);
}

function gigawords(octets: number | undefined): number | undefined {
  return octets === undefined || octets < 2 ** 32 ? undefined : Math.floor(octets / 2 ** 32);
}

/** The code and the attributes of an answer in words, as `Name value`. */
export function told(answer: Buffer | undefined): {
  readonly code: number;
  readonly attributes: readonly string[];
} {
  if (answer === undefined) return { code: 0, attributes: [] };
  const packet = decodePacket(answer)!;
  return {
    code: packet.code,
    attributes: packet.attributes
      .filter(({ type }) => type !== attribute.messageAuthenticator)
      .map(namedAttribute)
      .map(({ name, value }) => `${name} ${value}`),
  };
}
