import { randomBytes } from 'node:crypto';
import type { DesiredState, ProofStep } from '../../functions/contracts/network-state.ts';
import { code } from '../protocols/radius/codes.ts';
import { RequestReader } from '../protocols/radius/request-reader.ts';
import { answerAccess, answerAccounting, answerStatus, findByName, type Lookup } from './access-service.ts';
import { readAccounting } from './accounting.ts';
import { AccountingBatches, type BatchSettings, type RecordAccounting } from './accounting-batches.ts';
import { DuplicateCache, type Exchange } from './duplicate-cache.ts';
import type { NasClient } from './nas.ts';
import { judgeProof, ProofClients, proofRequestFor } from './prove-access.ts';
import { whyUnauthentic } from './request-gate.ts';
import type { AaaSession } from './session.ts';
import { SessionTable } from './session-table.ts';
import { type AaaStats, count, type DropReason, newStats } from './stats.ts';
import { type BoundPort, closePort, openPort, type Reply } from './udp-port.ts';

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

const usualSettings: AaaSettings = {
  rejectDelayMs: 1000,
  duplicatesKeptMs: 10_000,
  duplicatesKept: 32_768,
  delayedRejects: 10_000,
  accounting: { windowMs: 2, most: 500, backlog: 20_000 },
};

export interface AaaOptions {
  /** The service that logs in under this identity (see `aaaEntry`). Called for every request: a Map. */
  readonly lookup: Lookup;
  /** The NAS that speaks from this address (see `nasDirectory`). Called for every request. */
  readonly nas: (address: string) => NasClient | undefined;
  /** Stores accounting durably; a record is acknowledged when this has returned or resolved. */
  readonly recordAccounting: RecordAccounting;
  /** Sessions from before a restart, as `recordAccounting` got them. */
  readonly sessions?: Iterable<AaaSession>;
  /** UTC milliseconds since 1970; may be set forward. */
  readonly now: () => number;
  /** Milliseconds that only ever pass at their own pace. Default: performance.now. */
  readonly monotonic?: () => number;
  /** Default: setTimeout. */
  readonly schedule?: (run: () => void, afterMs: number) => { cancel(): void };
  /** As many random octets. Default: crypto.randomBytes. */
  readonly random?: (size: number) => Uint8Array;
  /** A fault of this program while it worked on a packet, or of the store: the packet stays without answer. */
  readonly onFault: (fault: unknown) => void;
  readonly settings?: Partial<AaaSettings>;
}

export interface AaaAddress {
  readonly address: string;
  readonly port: number;
}

export interface Aaa {
  /** Opens both ports; port 0 takes a free one. Rejects with the system's error if a port cannot be had. */
  listen(where: {
    readonly host: string;
    readonly authPort: number;
    readonly acctPort: number;
  }): Promise<{ readonly auth: AaaAddress; readonly acct: AaaAddress }>;
  /** Stores what has been received, answers it and closes the ports. */
  close(): Promise<void>;
  readonly stats: AaaStats;
  readonly sessions: SessionTable;
  /**
   * Logs in through the socket as the subscriber would and compares the answer with what the desired state promises.
   * `driver`: the kind of NAS to play. Needs `listen`.
   */
  proveAccess(
    desired: DesiredState,
    password: string | undefined,
    driver?: string,
  ): Promise<{ readonly reachable: boolean; readonly steps: readonly ProofStep[] }>;
}

/** RADIUS authentication and accounting of one site, answered from memory. */
export function createAaa(options: AaaOptions): Aaa {
  const settings = { ...usualSettings, ...options.settings };
  const { lookup, nas: nasAt, now, onFault } = options;
  const monotonic = options.monotonic ?? (() => performance.now());
  const schedule = options.schedule ?? scheduleByTimer;
  const random = options.random ?? randomBytes;
  const stats = newStats();
  const sessions = new SessionTable(options.sessions ?? []);
  const entryOf = (username: string) => findByName(username, lookup);
  const batches = new AccountingBatches({
    sessions,
    record: options.recordAccounting,
    settings: settings.accounting,
    schedule,
    onFault,
  });
  const keep = { keepMs: settings.duplicatesKeptMs, capacity: settings.duplicatesKept };
  const accessDuplicates = new DuplicateCache(keep);
  const accountingDuplicates = new DuplicateCache(keep);
  const request = new RequestReader();
  let proofs: ProofClients | undefined;
  let ports: BoundPort[] = [];
  let sweeping: { cancel(): void } | undefined;
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
    if (unauthentic !== undefined) drop(unauthentic);
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
    const proofNas = proofs?.find(address, port);
    const nas = proofNas ?? nasAt(address);
    if (!admit(datagram, nas, code.accessRequest)) return;
    if (request.code === code.statusServer) {
      stats.statusServer++;
      reply(answerStatus(request, nas, code.accessAccept), port, address);
      return;
    }
    const at = monotonic();
    if (isRepeated(accessDuplicates.find(request, address, port, at), reply, address, port)) return;
    const { packet, rejected } = answerAccess(request, nas, lookup, random);
    const exchange = accessDuplicates.begin(request, address, port, at);
    if (rejected === undefined) {
      stats.accepted++;
    } else {
      stats.rejected++;
      count(stats.rejectedFor, rejected);
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
  function guarded(receive: typeof receiveAccess): typeof receiveAccess {
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

  function sweep(): void {
    const at = monotonic();
    accessDuplicates.sweep(at);
    accountingDuplicates.sweep(at);
    sweeping = schedule(sweep, settings.duplicatesKeptMs);
  }

  return {
    stats,
    sessions,
    async listen({ host, authPort, acctPort }) {
      const auth = await openPort(host, authPort, guarded(receiveAccess), onFault);
      ports = [auth];
      const acct = await openPort(host, acctPort, guarded(receiveAccounting), onFault).catch(
        async (fault) => {
          await closePort(auth);
          throw fault;
        },
      );
      ports = [auth, acct];
      proofs = new ProofClients({
        host: reachableFrom(host),
        port: auth.port,
        random,
        tools: { random: Math.random, schedule: scheduleByTimer },
      });
      sweeping = schedule(sweep, settings.duplicatesKeptMs);
      return {
        auth: { address: auth.address, port: auth.port },
        acct: { address: acct.address, port: acct.port },
      };
    },
    async close() {
      sweeping?.cancel();
      await proofs?.close();
      await batches.drained();
      await Promise.all(ports.map(closePort));
      ports = [];
    },
    async proveAccess(desired, password, driver = 'generic') {
      if (proofs === undefined) throw new Error('AAA is not listening yet, so there is nothing to log in to');
      const proof = await proofs.logIn(proofRequestFor(desired, password), driver);
      const step = judgeProof(desired, proof, driver, new Date(now()).toISOString());
      return { reachable: proof.answer !== 'silent', steps: [step] };
    },
  };
}

/** Where the agent itself reaches a port that is bound to this host. */
function reachableFrom(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

export function scheduleByTimer(run: () => void, afterMs: number): { cancel(): void } {
  const timer = setTimeout(run, afterMs);
  return { cancel: () => clearTimeout(timer) };
}
