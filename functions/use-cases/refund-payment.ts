import type { Money } from '../contracts/scalars.ts';
import { type Payment, paymentAggregate } from '../domain/payment/payment.ts';
import { refundedEvent, refuseRefund } from '../domain/payment/refund.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { continueRefund } from './continue-refund.ts';
import { refundFor } from './count-payment.ts';
import { loadKnown } from './load.ts';
import { paymentProviderNamed } from './payment-providers.ts';
import { changeOne } from './write-one.ts';

interface RefundWish {
  readonly amount: Money;
  readonly reason?: string | undefined;
}

/**
 * Sends a part or all of a payment back. What came in cash, by cheque or by bank is recorded as gone; a provider is asked
 * to send it, under a key that is written first: an answer that is lost leaves the refund under way, and it is asked for
 * again until it is heard of.
 */
export async function refundPayment(
  ports: Pick<Ports, 'store' | 'ids' | 'paymentProviders'>,
  paymentId: string,
  wish: RefundWish,
  context: Context,
): Promise<Result<Stored<Payment>>> {
  const { store, ids } = ports;
  const known = await loadKnown(store, paymentAggregate, paymentId);
  if (!known.ok) return known;
  const { provider: name, providerPaymentId } = known.value.state;
  if (name === 'manual') return recordRefund(store, paymentId, wish, context);
  const provider = await paymentProviderNamed(ports, name);
  if (provider?.refund === undefined || providerPaymentId === undefined) {
    return refuse(
      'payment.refund-at-provider',
      `${name} is not set up to refund from here: refund it there; its message about the refund is recorded here.`,
    );
  }
  const requested = await changeOne(store, paymentAggregate, paymentId, context, ({ state }) => {
    const refused = refuseRefund(state, wish.amount.minor, wish.amount.currency);
    if (!refused.ok) return refused;
    const { amount: money, reason } = wish;
    const refundId = ids.next('rfd');
    const data = { refundId, money, ...(reason === undefined ? {} : { reason }) };
    return done({ events: [{ type: 'payment.refund-requested', data }] });
  });
  if (!requested.ok) return requested;
  const { idempotency: _, expectedVersion: __, ...onward } = context;
  const told = await continueRefund(ports, paymentId, onward);
  if (!told.ok && told.refusal.code !== 'payment-provider.not-answering') return told;
  return loadKnown(store, paymentAggregate, paymentId);
}

function recordRefund(
  store: Store,
  paymentId: string,
  { amount, reason }: RefundWish,
  context: Context,
): Promise<Result<Stored<Payment>>> {
  return changeOne(store, paymentAggregate, paymentId, context, async (stored) => {
    const refused = refuseRefund(stored.state, amount.minor, amount.currency);
    if (!refused.ok) return refused;
    const total = { minor: stored.state.refunded + amount.minor, currency: amount.currency };
    return done({
      events: [refundedEvent(stored.state, total, context.now, { reason })],
      others: await refundFor(store, stored, amount.minor, context),
    });
  });
}
