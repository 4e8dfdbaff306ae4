import type { Month } from '../contracts/ledger.ts';
import type { Day } from '../contracts/scalars.ts';
import { deferredRevenue, type RevenueMonth } from '../domain/ledger/deferred-revenue.ts';
import { monthAfter, monthIn, monthsBetween } from '../domain/ledger/months.ts';
import { type AccountBalance, trialBalance } from '../domain/ledger/trial-balance.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { JournalLine } from '../ports/ledger-book.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged } from '../ports/store.ts';

export interface PeriodWish {
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

export interface LineWish extends PeriodWish {
  readonly account?: string | undefined;
  readonly subscriberId?: string | undefined;
}

export interface TrialBalance {
  readonly from: Day;
  readonly to: Day;
  readonly postedThrough: number;
  readonly balances: readonly AccountBalance[];
}

/** The present month, or from the first day of the month in which the period ends. */
export function periodOf({ from, to }: PeriodWish, { now }: Context): { from: Day; to: Day } {
  const last = to ?? (from !== undefined && from > now.slice(0, 10) ? from : now.slice(0, 10));
  return { from: from ?? `${last.slice(0, 7)}-01`, to: last };
}

export async function readTrialBalance(
  { ledgerBook }: Pick<Ports, 'ledgerBook'>,
  wish: PeriodWish,
  context: Context,
): Promise<Result<TrialBalance>> {
  const period = periodOf(wish, context);
  const { postedThrough, totals } = await ledgerBook.totals(monthIn(period.to));
  return done({ ...period, postedThrough, balances: trialBalance(totals, period) });
}

export async function listLedgerEntries(
  { ledgerBook }: Pick<Ports, 'ledgerBook'>,
  { limit, cursor, ...wish }: LineWish & Page,
  context: Context,
): Promise<Result<Paged<JournalLine>>> {
  return done(await ledgerBook.lines({ ...wish, ...periodOf(wish, context) }, { limit, cursor }));
}

const lastMonth: Month = '9999-12';
const monthsShown = 12;

/** Deferred and accrued revenue by month. */
export async function readDeferredRevenue(
  { ledgerBook }: Pick<Ports, 'ledgerBook'>,
  wish: { readonly from?: Month | undefined; readonly to?: Month | undefined },
  { now }: Context,
): Promise<Result<ReadonlyMap<string, readonly RevenueMonth[]>>> {
  const present = now.slice(0, 7);
  const to = wish.to ?? (wish.from !== undefined && wish.from > present ? wish.from : present);
  const from = wish.from ?? monthAfter(to, 1 - monthsShown);
  const { totals } = await ledgerBook.totals(lastMonth);
  return done(deferredRevenue(totals, monthsBetween(from, to)));
}
