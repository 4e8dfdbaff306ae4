import { type Payment, paymentAggregate } from '../domain/payment/payment.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { notHeld } from './count-held-payment.ts';
import { changeOne } from './write-one.ts';

/** Staff says that what looks like another payment is that payment, or was never made: it is kept, and counts for nothing. */
export function dropHeldPayment(
  { store }: Pick<Ports, 'store'>,
  paymentId: string,
  context: Context,
): Promise<Result<Stored<Payment>>> {
  return changeOne(store, paymentAggregate, paymentId, context, ({ state }) => {
    if (state.held === undefined) return notHeld();
    const { twinId } = state.held;
    const data = twinId === undefined ? {} : { twinId };
    return done({ events: state.state === 'dropped' ? [] : [{ type: 'payment.dropped', data }] });
  });
}
