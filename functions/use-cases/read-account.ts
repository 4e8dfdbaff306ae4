import type { BalanceView, StatementEntry } from '../contracts/http/balance.ts';
import { accountIdOf, type BillingAccount } from '../domain/billing/account.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { balanceOn, statementOf } from '../domain/billing/statement.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged } from '../ports/store.ts';
import { loadAccount } from './billing-account.ts';
import { loadKnown } from './load.ts';

/** Where a subscriber stands on today's calendar day of its zone. */
export async function readBalance(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
  context: Context,
): Promise<Result<BalanceView>> {
  const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!subscriber.ok) return subscriber;
  const { account } = await loadAccount(store, subscriberId, subscriber.value.state);
  return done(showBalance(account, localDay(context.now, subscriber.value.state.details.timeZone)));
}

export function showBalance(account: BillingAccount, on: string): BalanceView {
  const { balance, credit, due, overdue } = balanceOn(account, on);
  const wire = (minor: number) => formatMoney({ minor, currency: account.currency });
  return {
    subscriberId: account.subscriberId,
    balance: wire(balance),
    credit: wire(credit),
    due: wire(due),
    overdue: wire(overdue),
  };
}

/** A subscriber's movements, oldest first, a page at a time. */
export async function readStatement(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
  { limit, cursor }: Page,
): Promise<Result<Paged<StatementEntry>>> {
  const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!subscriber.ok) return subscriber;
  const { details } = subscriber.value.state;
  const [{ account }, history] = await Promise.all([
    loadAccount(store, subscriberId, subscriber.value.state),
    store.history('billing-account', accountIdOf(subscriberId)),
  ]);
  const movements = statementOf(history, (at) => localDay(at, details.timeZone));
  const start = cursor === undefined ? 0 : movements.findIndex(({ eventId }) => eventId > cursor);
  const from = start < 0 ? movements.length : start;
  const wire = (minor: number) => formatMoney({ minor, currency: account.currency });
  const items = movements
    .slice(from, from + limit)
    .map(({ minor, balance, ...movement }) => ({ ...movement, amount: wire(minor), balance: wire(balance) }));
  const last = items.at(-1);
  return done(
    last === undefined || from + items.length >= movements.length
      ? { items }
      : { items, nextCursor: last.eventId },
  );
}
