import type { Money } from '../contracts/scalars.ts';
import { type Payment, paymentAggregate } from '../domain/payment/payment.ts';
import { refundedEvent, refuseRefund } from '../domain/payment/refund.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refundFor } from './count-payment.ts';
import { changeOne } from './write-one.ts';

/** Staff records that a part or all of a payment in cash, by cheque or by bank went back. */
export function refundPayment(
  { store }: Pick<Ports, 'store'>,
  paymentId: string,
  { amount, reason }: { readonly amount: Money; readonly reason?: string | undefined },
  context: Context,
): Promise<Result<Stored<Payment>>> {
  return changeOne(store, paymentAggregate, paymentId, context, async (stored) => {
    const refused = refuseRefund(stored.state, amount.minor, amount.currency);
    if (!refused.ok) return refused;
    const total = { minor: stored.state.refunded + amount.minor, currency: amount.currency };
    return done({
      events: [refundedEvent(stored.state, total, context.now, reason)],
      others: await refundFor(store, stored, amount.minor, context),
    });
  });
}
