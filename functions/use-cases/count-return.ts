import type { StatementEntry } from '../contracts/bank-statement.ts';
import {
  type Payment,
  type PaymentEvent,
  paymentAggregate,
  paymentClaim,
} from '../domain/payment/payment.ts';
import { refundedEvent } from '../domain/payment/refund.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store, Stored } from '../ports/store.ts';
import { refundFor } from './count-payment.ts';
import { everyOne } from './every-one.ts';

type Returned = Pick<StatementEntry, 'on' | 'money'>;

/** Whether it is the whole of what came by the bank before, and none of it went back yet. */
function isWhole({ provider, method, money, refunded, ...payment }: Payment, { on, money: gone }: Returned) {
  const receivedOn = payment.receivedOn ?? payment.receivedAt?.slice(0, 10);
  return (
    provider === 'manual' &&
    (method === 'bank-transfer' || method === 'cheque') &&
    money?.minor === gone.minor &&
    money.currency === gone.currency &&
    refunded === 0 &&
    receivedOn !== undefined &&
    receivedOn <= on
  );
}

/**
 * The payment of which a bank took the money back: the entry that it names, else the latest of that very amount of the one
 * subscriber who has any.
 */
export async function paymentGoneBack(
  store: Store,
  entry: Returned & Pick<StatementEntry, 'returns'>,
  subscriberIds: readonly string[],
): Promise<Stored<Payment> | undefined> {
  for (const name of entry.returns ?? []) {
    const held = await store.holder(paymentClaim('manual', `bank:${name}`));
    const payment = held === undefined ? undefined : await store.load(paymentAggregate, held);
    if (payment !== undefined && isWhole(payment.state, entry)) return payment;
  }
  const own = await Promise.all(
    [...new Set(subscriberIds)].map((owner) => everyOne(store, paymentAggregate, { by: 'owner', owner })),
  );
  const [found, ...others] = own
    .map((payments) => payments.filter(({ state }) => isWhole(state, entry)))
    .filter((payments) => payments.length > 0);
  if (found === undefined || others.length > 0) return undefined;
  const dayOf = ({ state }: Stored<Payment>) => state.receivedOn ?? state.receivedAt ?? '';
  return found.toSorted((a, b) => (dayOf(a) < dayOf(b) ? -1 : 1)).at(-1);
}

/** What changes when all of a payment went back: the payment, and what it had settled is due again. */
export async function returnedChanges(
  store: Store,
  payment: Stored<Payment>,
  { money, reason }: { readonly money: Returned['money']; readonly reason: string },
  context: Context,
  claims: { readonly claims?: readonly { readonly kind: string; readonly value: string }[] } = {},
): Promise<readonly Change[]> {
  const events: readonly PaymentEvent[] = [refundedEvent(payment.state, money, context.now, { reason })];
  return [
    change(paymentAggregate, payment.id, payment, events, context.now, claims),
    ...(await refundFor(store, payment, money.minor, context)),
  ];
}
