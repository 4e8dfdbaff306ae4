import type { RefusedLogin } from '../../functions/contracts/edge/messages.ts';
import { code } from '../protocols/radius/codes.ts';
import { RequestReader } from '../protocols/radius/request-reader.ts';
import { answerAccess, answerAccounting, answerStatus, findByName, type Lookup } from './access-service.ts';
import { readAccounting } from './accounting.ts';
import { AccountingBatches, type BatchSettings, type RecordAccounting } from './accounting-batches.ts';
import { DuplicateCache, type Exchange } from './duplicate-cache.ts';
import { createFrontService, type FrontService } from './front-service.ts';
import type { NasClient } from './nas.ts';
import { refusalOf } from './refused-logins.ts';
import { type Unauthentic, whyUnauthentic } from './request-gate.ts';
import type { SessionTable } from './session-table.ts';
import { type AaaStats, count, type DropReason, newStats } from './stats.ts';
import type { Receive, Reply } from './udp-port.ts';

export interface AaaSettings {
  /** How long a refusal is held back, in milliseconds: it slows down guessing. */
  readonly rejectDelayMs: number;
  /** RFC 5080 §2.2.2: 5 to 30 seconds. */
  readonly duplicatesKeptMs: number;
  /** The most answers that are kept for retransmissions, per port. */
  readonly duplicatesKept: number;
  /** The most refusals that are held back at a time; beyond, they go out at once. */
  readonly delayedRejects: number;
  readonly accounting: BatchSettings;
}

export const usualSettings: AaaSettings = {
  rejectDelayMs: 1000,
  duplicatesKeptMs: 10_000,
  duplicatesKept: 32_768,
  delayedRejects: 10_000,
  accounting: { windowMs: 2, most: 500, backlog: 20_000 },
};

export interface PacketServiceTools {
  readonly lookup: Lookup;
  readonly nas: (address: string) => NasClient | undefined;
  /** The agent's own client that speaks from this address and port. Its refusals are not held back. */
  readonly proofNas: (address: string, port: number) => NasClient | undefined;
  readonly recordAccounting: RecordAccounting;
  /** A log-in of a service that is known was refused. */
  readonly onRefusal?: ((login: Omit<RefusedLogin, 'count'>) => void) | undefined;
  readonly sessions: SessionTable;
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly schedule: (run: () => void, afterMs: number) => unknown;
  readonly random: (size: number) => Uint8Array;
  readonly onFault: (fault: unknown) => void;
  readonly settings: AaaSettings;
}

/** What a server does with datagrams, whatever they came by. */
export interface PacketService {
  readonly receiveAccess: Receive;
  readonly receiveAccounting: Receive;
  /** The same for a server in front, which has spoken RADIUS with the NAS itself. */
  readonly front: FrontService;
  readonly stats: AaaStats;
  readonly sessions: SessionTable;
  /** Frees the duplicates whose time is over. */
  sweep(): void;
  /** Resolves when every record that was received has been stored or turned away. */
  drained(): Promise<void>;
}

const wrongSecret =
  'packets from the address of the NAS do not carry the right authenticator: its shared secret is another one';
const distrust: Readonly<Record<Unauthentic, string>> = {
  'no-message-authenticator':
    'log-ins come without Message-Authenticator: let the NAS send it, or set requireMessageAuthenticator to false',
  'bad-message-authenticator': wrongSecret,
  'bad-request-authenticator': wrongSecret,
};

/** The path of a packet: NAS, form, authenticity, repetition, judgement, answer. */
export function createPacketService(tools: PacketServiceTools): PacketService {
  const {
    lookup,
    nas: nasAt,
    proofNas: proofNasAt,
    now,
    monotonic,
    schedule,
    random,
    onFault,
    settings,
    sessions,
  } = tools;
  const stats = newStats();
  const entryOf = (username: string) => findByName(username, lookup);
  const batches = new AccountingBatches({
    sessions,
    record: tools.recordAccounting,
    settings: settings.accounting,
    schedule,
    onFault,
  });
  const keep = { keepMs: settings.duplicatesKeptMs, capacity: settings.duplicatesKept };
  const accessDuplicates = new DuplicateCache(keep);
  const accountingDuplicates = new DuplicateCache(keep);
  const request = new RequestReader();
  let delayed = 0;

  function drop(reason: DropReason): void {
    count(stats.dropped, reason);
  }

  /** Reads a datagram and its sender; what may go on is in `request`. */
  function admit(datagram: Buffer, nas: NasClient | undefined, expectedCode: number): nas is NasClient {
    stats.received++;
    if (nas === undefined) {
      drop('unknown-nas');
      return false;
    }
    const malformed = request.read(datagram);
    if (malformed !== undefined) {
      drop(malformed);
      return false;
    }
    if (request.code !== expectedCode && request.code !== code.statusServer) {
      drop('unexpected-code');
      return false;
    }
    const unauthentic = whyUnauthentic(request, nas);
    if (unauthentic === undefined) nas.meter?.heard();
    else {
      nas.meter?.distrusted(distrust[unauthentic]);
      drop(unauthentic);
    }
    return unauthentic === undefined;
  }

  /** True if the request had been taken in before; then it has been dealt with. */
  function isRepeated(known: Exchange | undefined, reply: Reply, address: string, port: number): boolean {
    if (known === undefined) return false;
    if (known.answer === undefined) stats.repeatedWhileBusy++;
    else {
      stats.resent++;
      reply(known.answer, port, address);
    }
    return true;
  }

  function receiveAccess(datagram: Buffer, address: string, port: number, reply: Reply): void {
    const proofNas = proofNasAt(address, port);
    const nas = proofNas ?? nasAt(address);
    if (!admit(datagram, nas, code.accessRequest)) return;
    if (request.code === code.statusServer) {
      stats.statusServer++;
      reply(answerStatus(request, nas, code.accessAccept), port, address);
      return;
    }
    const at = monotonic();
    if (isRepeated(accessDuplicates.find(request, address, port, at), reply, address, port)) return;
    const { packet, rejected, entry } = answerAccess(request, nas, lookup, random);
    const exchange = accessDuplicates.begin(request, address, port, at);
    if (rejected === undefined) {
      stats.accepted++;
    } else {
      stats.rejected++;
      count(stats.rejectedFor, rejected);
      if (proofNas === undefined && entry !== undefined && rejected !== 'unknown-user') {
        tools.onRefusal?.(refusalOf(request, entry, rejected, nas, address, now()));
      }
      if (proofNas === undefined && settings.rejectDelayMs > 0 && delayed < settings.delayedRejects) {
        delayed++;
        schedule(() => {
          delayed--;
          exchange.answer = packet;
          reply(packet, port, address);
        }, settings.rejectDelayMs);
        return;
      }
    }
    exchange.answer = packet;
    reply(packet, port, address);
  }

  function receiveAccounting(datagram: Buffer, address: string, port: number, reply: Reply): void {
    const nas = nasAt(address);
    if (!admit(datagram, nas, code.accountingRequest)) return;
    if (request.code === code.statusServer) {
      stats.statusServer++;
      reply(answerStatus(request, nas, code.accountingResponse), port, address);
      return;
    }
    const at = monotonic();
    if (isRepeated(accountingDuplicates.find(request, address, port, at), reply, address, port)) return;
    const event = readAccounting(request, address, nas, entryOf, now());
    if (event === 'malformed') {
      drop('incomplete-accounting');
      return;
    }
    const packet = answerAccounting(request, nas);
    const exchange = accountingDuplicates.begin(request, address, port, at);
    if (event === 'ignored') {
      stats.accountingIgnored++;
      exchange.answer = packet;
      reply(packet, port, address);
      return;
    }
    const settle = (outcome: 'recorded' | 'repeated' | 'failed'): void => {
      if (outcome === 'failed') {
        stats.accountingFailed++;
        accountingDuplicates.forget(exchange);
        return;
      }
      if (outcome === 'recorded') stats.accountingRecorded++;
      else stats.accountingRepeated++;
      exchange.answer = packet;
      reply(packet, port, address);
    };
    if (!batches.add({ event, settle })) {
      drop('overloaded');
      accountingDuplicates.forget(exchange);
    }
  }

  /** No packet may end the agent: a fault costs this packet its answer, and is told. */
  function guarded(receive: Receive): Receive {
    return (datagram, address, port, reply) => {
      try {
        receive(datagram, address, port, reply);
      } catch (fault) {
        if (fault instanceof RangeError && fault.message.startsWith('a RADIUS packet'))
          drop('reply-too-long');
        else {
          drop('fault');
          onFault(fault);
        }
      }
    };
  }

  const front = createFrontService({
    lookup,
    nasAt,
    now,
    stats,
    onRefusal: tools.onRefusal,
    keep: (event) =>
      new Promise((resolve) => {
        if (!batches.add({ event, settle: resolve })) resolve('overloaded');
      }),
  });

  return {
    front,
    receiveAccess: guarded(receiveAccess),
    receiveAccounting: guarded(receiveAccounting),
    stats,
    sessions,
    sweep() {
      const at = monotonic();
      accessDuplicates.sweep(at);
      accountingDuplicates.sweep(at);
    },
    drained: () => batches.drained(),
  };
}
