import type { AccountingMessage, AccountingRecord } from '../contracts/edge/messages.ts';
import type { Instant } from '../contracts/scalars.ts';
import type { Page, Paged } from './store.ts';

/** A subscriber's session as accounting tells it. */
export interface Session {
  readonly sessionId: string;
  readonly serviceId?: string;
  readonly siteId: string;
  readonly nodeId?: string;
  readonly username: string;
  readonly framedIp?: string;
  readonly callingStationId?: string;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
  readonly endedAt?: Instant;
  readonly terminateCause?: string;
  readonly seconds: number;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
}

export interface StoredAccountingRecord extends AccountingRecord {
  readonly siteId: string;
  readonly epoch: string;
}

/** Accounting that reached the cloud: each record once, by (site, epoch, sequence). */
export interface Sessions {
  /** Stores the records and folds them into their sessions; records that are already there change nothing. Answers the highest sequence below which nothing is missing. */
  record(message: AccountingMessage): Promise<{ through: number }>;
  /** The open session of the service, or the last one. */
  current(serviceId: string): Promise<Session | undefined>;
  list(serviceId: string, page: Page): Promise<Paged<Session>>;
  records(siteId: string, page: Page): Promise<Paged<StoredAccountingRecord>>;
}
