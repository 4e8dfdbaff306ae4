import type { PaymentForesight } from '../contracts/http/balance.ts';
import type { Money } from '../contracts/scalars.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { settleByPayment } from '../domain/billing/settlement.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadAccount, loadInvoices } from './billing-account.ts';
import { loadKnown } from './load.ts';
import { showBalance } from './read-account.ts';

/** What an amount that comes in would settle, and where the subscriber would stand then. Nothing is changed. */
export async function foreseePayment(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
  {
    amount,
    invoiceId,
    as,
  }: {
    readonly amount: Money;
    readonly invoiceId?: string | undefined;
    readonly as: 'payment' | 'credit';
  },
  context: Context,
): Promise<Result<PaymentForesight>> {
  const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!subscriber.ok) return subscriber;
  const { account } = await loadAccount(store, subscriberId, subscriber.value.state);
  const { currency } = account;
  if (currency !== amount.currency) {
    return refuse('payment.wrong-currency', `The account is kept in ${currency}.`, '/amount/currency');
  }
  if (amount.minor <= 0)
    return refuse('payment.not-positive', 'A payment is more than zero.', '/amount/amount');
  const said = invoiceId === undefined ? [] : [{ invoiceId, minor: amount.minor }];
  const { parts, rest } = settleByPayment(
    amount.minor,
    as === 'payment' ? account : { openInvoices: account.openInvoices },
    said,
  );
  const invoices = await loadInvoices(
    store,
    parts.map((part) => part.invoiceId),
  );
  const openInvoices = account.openInvoices.map((open) => {
    const part = parts.find((one) => one.invoiceId === open.invoiceId);
    return part === undefined ? open : { ...open, due: open.due - part.minor + part.reinstated };
  });
  const on = localDay(context.now, subscriber.value.state.details.timeZone);
  return done({
    settles: invoices.map(({ id, state: { number, due, writtenOff = 0 } }, i) => {
      const { minor = 0 } = parts[i] ?? {};
      return {
        invoiceId: id,
        number,
        amount: formatMoney({ minor, currency }),
        isPaid: minor === due + writtenOff,
      };
    }),
    after: showBalance({ ...account, credit: account.credit + rest, openInvoices }, on),
  });
}
