import type { EntryKind, JournalEntry, Month } from '../contracts/ledger.ts';
import type { Day, Instant } from '../contracts/scalars.ts';
import type { MonthTotal } from '../domain/ledger/totals.ts';
import type { Page, Paged } from './store.ts';

/** An entry at the place of its event in the feed. */
export interface PlacedEntry {
  readonly position: number;
  readonly entry: JournalEntry;
}

/** One line of the journal: a posting with its entry. */
export interface JournalLine {
  readonly entryId: string;
  readonly position: number;
  readonly kind: EntryKind;
  readonly on: Day;
  readonly at: Instant;
  readonly currency: string;
  readonly account: string;
  /** Positive is a debit, negative a credit. */
  readonly minor: number;
  readonly subscriberId?: string;
  readonly invoiceId?: string;
  readonly number?: string;
  readonly paymentId?: string;
}

/** Of how many accounts and months one call of `post` moves the totals, unless a single entry moves more. */
export const totalsPerPost = 90;

/** The posted ledger. What is read of it is as of one place in the feed: entries beyond it are not shown yet. */
export interface LedgerBook {
  /** Up to which place of the feed everything is posted. */
  postedThrough(): Promise<number>;
  /**
   * Posts all entries of the places above `after` up to `through`. False when a rival has posted some of them: then
   * nothing is counted twice, and the caller looks again.
   */
  post(after: number, through: number, entries: readonly PlacedEntry[]): Promise<boolean>;
  /** Totals of all months up to and including this one, as they stood when the ledger was posted up to that place. */
  totals(until: Month): Promise<{ readonly postedThrough: number; readonly totals: readonly MonthTotal[] }>;
  /** Both days included; by day and place. */
  lines(
    of: {
      readonly from: Day;
      readonly to: Day;
      readonly account?: string | undefined;
      readonly subscriberId?: string | undefined;
    },
    page: Page,
  ): Promise<Paged<JournalLine>>;
}
