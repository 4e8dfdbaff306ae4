import { type Payment, paymentAggregate } from '../domain/payment/payment.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { countFor, findPayee } from './count-payment.ts';
import { changeOne } from './write-one.ts';

/** Staff says for whom a payment is that nobody could be found for. */
export function matchPayment(
  { store }: Pick<Ports, 'store'>,
  paymentId: string,
  to: { readonly subscriberId?: string | undefined; readonly invoiceId?: string | undefined },
  context: Context,
): Promise<Result<Stored<Payment>>> {
  return changeOne(store, paymentAggregate, paymentId, context, async ({ id, state }) => {
    if (state.unmatched === undefined || state.money === undefined) {
      return refuse(
        'payment.not-unmatched',
        'This payment is not waiting for somebody to say for whom it is.',
      );
    }
    const payee = await findPayee(store, to, state.money);
    if (!payee.known) {
      return payee.reason === 'wrong-currency'
        ? refuse('payment.wrong-currency', payee.detail)
        : refuse('payment.payee-unknown', payee.detail);
    }
    const counted = await countFor(
      store,
      payee,
      { paymentId: id, minor: state.money.minor, refunded: state.refunded, on: state.receivedOn },
      context,
    );
    return done({ events: counted.paymentEvents, others: counted.others });
  });
}
