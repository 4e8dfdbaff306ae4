import type { Technology } from '../contracts/catalog.ts';
import type {
  AccountingMessage,
  AccountingRecord,
  ClosingRule,
  SessionSource,
} from '../contracts/edge/messages.ts';
import type { Instant } from '../contracts/scalars.ts';
import type { Page, Paged } from './store.ts';

/** A subscriber's session as accounting tells it. */
export interface Session {
  readonly sessionId: string;
  readonly serviceId?: string;
  readonly siteId: string;
  readonly nodeId?: string;
  readonly username: string;
  readonly technology?: Technology;
  readonly source?: SessionSource;
  readonly framedIp?: string;
  readonly framedIpv6Prefix?: string;
  readonly delegatedIpv6Prefix?: string;
  readonly callingStationId?: string;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
  readonly endedAt?: Instant;
  readonly terminateCause?: string;
  /** Absent when the NAS itself told of the end. */
  readonly closedBy?: ClosingRule;
  readonly seconds: number;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
}

export interface StoredAccountingRecord extends AccountingRecord {
  readonly siteId: string;
  readonly epoch: string;
}

/**
 * Where to look for sessions. `nodes`: on each node in the order of their ids, newest first on each. `services`: theirs,
 * newest first. `handle`: whoever was called so, newest first: a username, an address, a prefix, or a MAC address in any
 * writing.
 */
export type SessionScope =
  | { readonly of: 'nodes'; readonly nodeIds: readonly string[] }
  | { readonly of: 'services'; readonly serviceIds: readonly string[] }
  | { readonly of: 'handle'; readonly handle: string };

export interface SessionFilter {
  readonly state: 'open' | 'ended' | 'all';
  readonly technology?: Technology | undefined;
  /** Begun then or later. */
  readonly since?: Instant | undefined;
  /** Not over at that instant, and begun by then. */
  readonly at?: Instant | undefined;
}

/** Accounting that reached the cloud: each record once, by (site, epoch, sequence). */
export interface Sessions {
  /** Stores the records and folds them into their sessions; records that are already there change nothing. Answers the highest sequence below which nothing is missing. */
  record(message: AccountingMessage): Promise<{ through: number }>;
  /** The open session of the service, or the last one. */
  current(serviceId: string): Promise<Session | undefined>;
  list(serviceId: string, page: Page): Promise<Paged<Session>>;
  /** A page may have few items, or none, and still a cursor: what does not fit is looked through only so far at once. */
  find(scope: SessionScope, filter: SessionFilter, page: Page): Promise<Paged<Session>>;
  /** How many sessions are open on each of the nodes. */
  countOpen(nodeIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  records(siteId: string, page: Page): Promise<Paged<StoredAccountingRecord>>;
}
