import type { AccountingRecord } from '../contracts/edge/messages.ts';
import type { Day, Instant } from '../contracts/scalars.ts';
import type { CountedSession } from '../domain/usage/session-usage.ts';

/** A record of a service's session with the day on which it counts, or the part of it: days that begin later sort later. */
export interface DatedRecord {
  readonly serviceId: string;
  readonly siteId: string;
  readonly part: string;
  readonly record: AccountingRecord;
}

/** What sessions counted, per service and day. */
export interface Usage {
  /** Counts each record once, however often and in whichever order it comes. */
  count(records: readonly DatedRecord[]): Promise<void>;
  /**
   * Every session of the service with its days from the day on that begins at `since`, and of sessions that
   * reach across that border the last one before.
   */
  since(serviceId: string, day: Day, since: Instant): Promise<readonly CountedSession[]>;
}
