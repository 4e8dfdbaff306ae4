import type { CurrencyCode, Day } from '../../contracts/scalars.ts';
import { monthIn } from './months.ts';
import type { MonthTotal, Sides } from './totals.ts';

/** An account over a period, in minor units. Balances are debit less credit. */
export interface AccountBalance extends Sides {
  readonly currency: CurrencyCode;
  readonly account: string;
  readonly opening: number;
  readonly closing: number;
}

/** Every account that was ever moved up to `to`, by currency and name. Both days are in the period. */
export function trialBalance(
  totals: readonly MonthTotal[],
  { from, to }: { readonly from: Day; readonly to: Day },
): readonly AccountBalance[] {
  const balances = new Map<string, AccountBalance>();
  for (const total of totals) {
    const { currency, account, month } = total;
    const key = `${currency} ${account}`;
    const balance = balances.get(key) ?? { currency, account, opening: 0, debit: 0, credit: 0, closing: 0 };
    let { opening, debit, credit } = balance;
    if (month < monthIn(from)) opening += total.debit - total.credit;
    else {
      for (const [on, sides] of Object.entries(total.days)) {
        if (on > to) continue;
        if (on < from) opening += sides.debit - sides.credit;
        else {
          debit += sides.debit;
          credit += sides.credit;
        }
      }
    }
    balances.set(key, { currency, account, opening, debit, credit, closing: opening + debit - credit });
  }
  return [...balances]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, balance]) => balance)
    .filter(({ opening, debit, credit }) => opening !== 0 || debit !== 0 || credit !== 0);
}
