import type { DeferredRevenueView, JournalLineView, TrialBalanceView } from '../contracts/http/ledger.ts';
import { classOf } from '../domain/ledger/accounts.ts';
import type { RevenueMonth } from '../domain/ledger/deferred-revenue.ts';
import { formatMoney } from '../domain/money.ts';
import type { JournalLine } from '../ports/ledger-book.ts';
import type { TrialBalance } from './read-ledger.ts';

export function showTrialBalance({ from, to, postedThrough, balances }: TrialBalance): TrialBalanceView {
  const currencies = [...Map.groupBy(balances, ({ currency }) => currency)];
  return {
    from,
    to,
    postedThrough,
    currencies: currencies.map(([currency, accounts]) => {
      const wire = (minor: number) => formatMoney({ minor, currency });
      return {
        currency,
        accounts: accounts.map(({ account, opening, debit, credit, closing }) => ({
          account,
          class: classOf(account),
          opening: wire(opening),
          debit: wire(debit),
          credit: wire(credit),
          closing: wire(closing),
        })),
        debit: wire(accounts.reduce((sum, { debit }) => sum + debit, 0)),
        credit: wire(accounts.reduce((sum, { credit }) => sum + credit, 0)),
      };
    }),
  };
}

export function showJournalLine({ minor, currency, ...line }: JournalLine): JournalLineView {
  const amount = formatMoney({ minor: Math.abs(minor), currency });
  return { ...line, ...(minor < 0 ? { credit: amount } : { debit: amount }) };
}

export function showDeferredRevenue(
  report: ReadonlyMap<string, readonly RevenueMonth[]>,
): DeferredRevenueView {
  return {
    currencies: [...report].map(([currency, months]) => {
      const wire = (minor: number) => formatMoney({ minor, currency });
      return {
        currency,
        months: months.map(({ month, invoiced, earned, deferred, accrued }) => ({
          month,
          invoiced: wire(invoiced),
          earned: wire(earned),
          deferred: wire(deferred),
          accrued: wire(accrued),
        })),
      };
    }),
  };
}
