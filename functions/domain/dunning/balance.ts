import type { DunningRule } from '../../contracts/dunning.ts';
import type { Day, Money } from '../../contracts/scalars.ts';
import type { BillingAccount } from '../billing/account.ts';
import { balanceOn } from '../billing/statement.ts';

/** What is charged next, and on which day. */
export interface NextDebit {
  readonly on: Day;
  readonly minor: number;
}

/** What must stay on the balance, in minor units of the account's currency. */
export function keptBalance(rule: DunningRule | undefined, currency: string): number {
  return rule?.prepaid === true ? amountIn(rule.minimumBalance, currency) : 0;
}

/** What is on the balance of who is to be told that it runs low: of whom nothing will be charged is told nothing. */
export function lowBalance(
  { account, on }: { readonly account: Account; readonly on: Day },
  rule: DunningRule | undefined,
  next: NextDebit | undefined,
): Money | undefined {
  const told = rule?.prepaid === true ? rule.lowBalance : undefined;
  if (told === undefined || next === undefined) return undefined;
  const { currency } = account;
  const minor = 0 - balanceOn(account, on).balance;
  const isBelow = told.below !== undefined && minor < amountIn(told.below, currency);
  const isUncovered = told.nextDebit === true && minor - keptBalance(rule, currency) < next.minor;
  return isBelow || isUncovered ? { minor, currency } : undefined;
}

type Account = Pick<BillingAccount, 'currency' | 'credit' | 'openInvoices'>;

function amountIn(money: Money | undefined, currency: string): number {
  return money?.currency === currency ? money.minor : 0;
}
