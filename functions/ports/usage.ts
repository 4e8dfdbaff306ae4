import type { AccountingRecord } from '../contracts/edge/messages.ts';
import type { Day, Instant } from '../contracts/scalars.ts';
import type { SessionDay } from '../domain/usage/session-usage.ts';

/** A record of a service's session with the day on which it counts. */
export interface DatedRecord {
  readonly serviceId: string;
  readonly siteId: string;
  readonly day: Day;
  readonly record: AccountingRecord;
}

/** What sessions counted, per service and day. */
export interface Usage {
  /** Counts each record once, however often and in whichever order it comes. */
  count(records: readonly DatedRecord[]): Promise<void>;
  /**
   * The days of every session of the service from the day on that begins at `since`, by session, and of sessions that
   * reach across that border the last one before.
   */
  since(serviceId: string, day: Day, since: Instant): Promise<readonly (readonly SessionDay[])[]>;
}
