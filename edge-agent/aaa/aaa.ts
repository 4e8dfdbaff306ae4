import { randomBytes } from 'node:crypto';
import type { RefusedLogin } from '../../functions/contracts/edge/messages.ts';
import type { DesiredState, ProofStep } from '../../functions/contracts/network-state.ts';
import type { Lookup } from './access-service.ts';
import type { RecordAccounting } from './accounting-batches.ts';
import type { FrontService } from './front-service.ts';
import type { NasClient } from './nas.ts';
import { type AaaSettings, createPacketService, usualSettings } from './packet-service.ts';
import { judgeProof, type PlayedNas, ProofClients, proofRequestFor } from './prove-access.ts';
import { SessionTable } from './session-table.ts';
import type { AaaStats } from './stats.ts';
import { type BoundPort, closePort, openPort } from './udp-port.ts';

export interface AaaOptions {
  /** The service that logs in under this identity (see `aaaEntry`). Called for every request: a Map. */
  readonly lookup: Lookup;
  /** The NAS that speaks from this address (see `nasDirectory`). Called for every request. */
  readonly nas: (address: string) => NasClient | undefined;
  /** Stores accounting durably; a record is acknowledged when this has returned or resolved. */
  readonly recordAccounting: RecordAccounting;
  /** Told of each log-in of a known service that was refused; not of the agent's own proofs. */
  readonly onRefusal?: (login: Omit<RefusedLogin, 'count'>) => void;
  /** Holds the sessions from before a restart, as `recordAccounting` got them. Default: an empty table. */
  readonly sessions?: SessionTable;
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
  /** What a FreeRADIUS in front asks for (see freeradius-front.ts). */
  readonly front: FrontService;
  readonly stats: AaaStats;
  readonly sessions: SessionTable;
  /**
   * Logs in through the socket as the subscriber would and compares the answer with what the desired state promises.
   * `played`: the NAS to play. Needs `listen`.
   */
  proveAccess(
    desired: DesiredState,
    password: string | undefined,
    played: PlayedNas,
  ): Promise<{ readonly reachable: boolean; readonly steps: readonly ProofStep[] }>;
}

/** RADIUS authentication and accounting of one site, answered from memory. */
export function createAaa(options: AaaOptions): Aaa {
  const settings = { ...usualSettings, ...options.settings };
  const schedule = options.schedule ?? scheduleByTimer;
  const random = options.random ?? randomBytes;
  const { now, onFault } = options;
  let proofs: ProofClients | undefined;
  let ports: BoundPort[] = [];
  let sweeping: { cancel(): void } | undefined;
  const service = createPacketService({
    lookup: options.lookup,
    nas: options.nas,
    proofNas: (address, port) => proofs?.find(address, port),
    recordAccounting: options.recordAccounting,
    onRefusal: options.onRefusal,
    sessions: options.sessions ?? new SessionTable(),
    now,
    monotonic: options.monotonic ?? (() => performance.now()),
    schedule,
    random,
    onFault,
    settings,
  });

  function sweep(): void {
    service.sweep();
    sweeping = schedule(sweep, settings.duplicatesKeptMs);
  }

  return {
    front: service.front,
    stats: service.stats,
    sessions: service.sessions,
    async listen({ host, authPort, acctPort }) {
      const auth = await openPort(host, authPort, service.receiveAccess, onFault);
      const acct = await openPort(host, acctPort, service.receiveAccounting, onFault).catch(async (fault) => {
        await closePort(auth);
        throw fault;
      });
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
      const closing = { ports, proofs };
      ports = [];
      proofs = undefined;
      sweeping?.cancel();
      await closing.proofs?.close();
      await service.drained();
      await Promise.all(closing.ports.map(closePort));
    },
    async proveAccess(desired, password, played) {
      if (proofs === undefined) throw new Error('AAA is not listening yet, so there is nothing to log in to');
      const { proof, nas } = await proofs.logIn(proofRequestFor(desired, password), played);
      const step = judgeProof(desired, proof, nas, new Date(now()).toISOString());
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
