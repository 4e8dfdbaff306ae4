import { csvOf } from '../domain/document/csv.ts';
import { classOf } from '../domain/ledger/accounts.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page } from '../ports/store.ts';
import { byWhom } from './by-whom.ts';
import {
  type LineWish,
  listLedgerEntries,
  type PeriodWish,
  periodOf,
  readTrialBalance,
} from './read-ledger.ts';

export interface CsvFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly next?: string;
}

const amountOf = (minor: number, currency: string) => ({ number: formatMoney({ minor, currency }).amount });

/** The trial balance for a spreadsheet, one account a line. */
export async function exportLedgerAccounts(
  ports: Pick<Ports, 'ledgerBook'>,
  wish: PeriodWish,
  context: Context,
): Promise<Result<CsvFile>> {
  const read = await readTrialBalance(ports, wish, context);
  if (!read.ok) return read;
  const { from, to, balances } = read.value;
  return done({
    name: `trial-balance-${from}-${to}.csv`,
    bytes: csvOf([
      ['currency', 'account', 'class', 'opening', 'debit', 'credit', 'closing'],
      ...balances.map(({ currency, account, ...sums }) => [
        currency,
        account,
        classOf(account),
        amountOf(sums.opening, currency),
        amountOf(sums.debit, currency),
        amountOf(sums.credit, currency),
        amountOf(sums.closing, currency),
      ]),
    ]),
  });
}

/** The journal for a spreadsheet, one posting a line; where there is more, with the query that goes on. */
export async function exportLedgerEntries(
  ports: Pick<Ports, 'ledgerBook' | 'store'>,
  wish: LineWish & Page,
  context: Context,
): Promise<Result<CsvFile>> {
  const { from, to } = periodOf(wish, context);
  const page = await byWhom(
    ports,
    listLedgerEntries(ports, { ...wish, from, to }, context),
    ({ subscriberId }) => subscriberId,
  );
  if (!page.ok) return page;
  const { items, nextCursor } = page.value;
  return done({
    name: `journal-${from}-${to}.csv`,
    bytes: csvOf([
      [
        'on',
        'at',
        'entry',
        'kind',
        'account',
        'subscriber',
        'account number',
        'name',
        'document',
        'invoice',
        'payment',
        'currency',
        'debit',
        'credit',
      ],
      ...items.map(({ item: line, whose }) => [
        line.on,
        line.at,
        line.entryId,
        line.kind,
        line.account,
        line.subscriberId,
        whose?.subscriberNumber,
        whose?.subscriberName,
        line.number,
        line.invoiceId,
        line.paymentId,
        line.currency,
        line.minor > 0 ? amountOf(line.minor, line.currency) : undefined,
        line.minor < 0 ? amountOf(-line.minor, line.currency) : undefined,
      ]),
    ]),
    ...(nextCursor === undefined ? {} : { next: queryOf({ ...wish, from, to, cursor: nextCursor }) }),
  });
}

function queryOf({ from, to, account, subscriberId, limit, cursor = '' }: LineWish & Page): string {
  return new URLSearchParams({
    from: from ?? '',
    to: to ?? '',
    ...(account === undefined ? {} : { account }),
    ...(subscriberId === undefined ? {} : { subscriberId }),
    limit: String(limit),
    cursor,
  }).toString();
}
