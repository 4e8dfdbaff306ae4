import { type Payment, type PaymentEvent, paymentAggregate } from '../domain/payment/payment.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { countFor, findPayee } from './count-payment.ts';
import { changeOne } from './write-one.ts';

/**
 * Staff says that what looks like another payment is money of its own, or that what its provider announced is there: it counts
 * as if it had been told of alone. What was dropped by mistake counts so, too.
 */
export function countHeldPayment(
  { store }: Pick<Ports, 'store'>,
  paymentId: string,
  context: Context,
): Promise<Result<Stored<Payment>>> {
  return changeOne(store, paymentAggregate, paymentId, context, async ({ id, state }) => {
    if (state.held === undefined) return notHeld();
    const { provider, providerPaymentId, method = 'bank-transfer', receivedOn, reference, note } = state;
    const { money } = state.held;
    const payee = await findPayee(store, reference, money);
    const received: PaymentEvent = {
      type: 'payment.received',
      data: {
        provider,
        ...(providerPaymentId === undefined ? {} : { providerPaymentId }),
        method,
        money,
        receivedAt: context.now,
        ...(receivedOn === undefined ? {} : { receivedOn }),
        reference,
        ...(note === undefined ? {} : { note }),
        ...(payee.known ? { subscriberId: payee.subscriberId } : {}),
      },
    };
    if (!payee.known) {
      const { reason, detail } = payee;
      return done({ events: [received, { type: 'payment.unmatched', data: { reason, detail } }] });
    }
    const payment = { paymentId: id, minor: money.minor, refunded: 0, on: receivedOn };
    const counted = await countFor(store, payee, payment, context);
    return done({ events: [received, ...counted.paymentEvents], others: counted.others });
  });
}

/** Of a payment of which nobody has to say whether it counts. */
export function notHeld(): Result<never> {
  return refuse('payment.not-held', 'This payment does not wait for somebody to say whether it counts.');
}
