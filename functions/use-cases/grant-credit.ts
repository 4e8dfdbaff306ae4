import type { BalanceView } from '../contracts/http/balance.ts';
import type { Money } from '../contracts/scalars.ts';
import type { BillingAccountEvent } from '../domain/billing/account.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { settle } from '../domain/billing/settlement.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { accountChange, creditChanges, loadAccount } from './billing-account.ts';
import { loadKnown } from './load.ts';
import { showBalance } from './read-account.ts';
import { withRetry } from './retry.ts';

/** Staff gives credit as goodwill: it settles open invoices at once, oldest first, then the next ones. */
export function grantCredit(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
  { amount, reason }: { readonly amount: Money; readonly reason: string },
  context: Context,
): Promise<Result<BalanceView>> {
  return withRetry(context, async () => {
    const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
    if (!subscriber.ok) return subscriber;
    const loaded = await loadAccount(store, subscriberId, subscriber.value.state);
    const { account } = loaded;
    if (account.currency !== amount.currency) {
      return refuse(
        'credit.wrong-currency',
        `The account is kept in ${account.currency}; give credit in that currency.`,
        '/amount/currency',
      );
    }
    if (amount.minor <= 0)
      return refuse('credit.not-positive', 'Credit is more than zero.', '/amount/amount');
    const on = localDay(context.now, subscriber.value.state.details.timeZone);
    const { allocations } = settle(account.credit + amount.minor, account.openInvoices);
    const events: BillingAccountEvent[] = [
      { type: 'billing-account.credit-granted', data: { minor: amount.minor, reason } },
      ...allocations.map((data) => ({ type: 'billing-account.credit-applied', data }) as const),
    ];
    const made = accountChange(loaded, events, context);
    const answer = showBalance(made.state, on);
    const committed = await store.commit(
      [made, ...(await creditChanges(store, allocations, on, context))],
      context,
      answer,
    );
    return committed.ok ? done(answer) : committed;
  });
}
