import type { Money } from '../contracts/scalars.ts';
import { localDay } from '../domain/billing/local-day.ts';
import {
  type Payment,
  type PaymentEvent,
  paymentAggregate,
  refundedBefore,
} from '../domain/payment/payment.ts';
import { countRefund, refundedEvent } from '../domain/payment/refund.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change, Stored } from '../ports/store.ts';
import { accountChange } from './billing-account.ts';
import { countFor, findPayee, type Payee } from './count-payment.ts';
import { paymentGoneBack, returnedChanges } from './count-return.ts';
import { changeOne } from './write-one.ts';

/** Staff says for whom a payment is that nobody could be found for, or whose money it was that went back. */
export function matchPayment(
  { store }: Pick<Ports, 'store'>,
  paymentId: string,
  to: { readonly subscriberId?: string | undefined; readonly invoiceId?: string | undefined },
  context: Context,
): Promise<Result<Stored<Payment>>> {
  return changeOne(store, paymentAggregate, paymentId, context, async (stored) => {
    const { id, state } = stored;
    const money = state.money ?? state.awaited;
    if (state.unmatched === undefined || money === undefined) {
      return refuse(
        'payment.not-unmatched',
        'This payment is not waiting for somebody to say for whom it is.',
      );
    }
    const payee = await findPayee(store, to, money);
    if (!payee.known) {
      return payee.reason === 'wrong-currency'
        ? refuse('payment.wrong-currency', payee.detail)
        : refuse('payment.payee-unknown', payee.detail);
    }
    if (state.money === undefined) return done(await countBack(store, stored, money, payee, context));
    const counted = await countFor(
      store,
      payee,
      { paymentId: id, minor: money.minor, refunded: refundedBefore(state), on: state.receivedOn },
      context,
    );
    const { subscriberId } = payee;
    const matched: PaymentEvent = { type: 'payment.matched', data: { subscriberId } };
    return done({ events: [matched, ...counted.paymentEvents], others: counted.others });
  });
}

/** Money that went back is taken from the payment that it was, or else is owed beside all of them. */
async function countBack(
  store: Ports['store'],
  { id, state }: Stored<Payment>,
  money: Money,
  { subscriberId, subscriber, loaded }: Extract<Payee, { known: true }>,
  context: Context,
): Promise<{ readonly events: readonly PaymentEvent[]; readonly others: readonly Change[] }> {
  const on = localDay(context.now, subscriber.details.timeZone);
  const isRecorded = state.refunded > 0;
  const { receivedOn = on } = state;
  const payment = isRecorded
    ? undefined
    : await paymentGoneBack(store, { money, on: receivedOn }, [subscriberId]);
  const said = { subscriberId, minor: money.minor };
  if (payment !== undefined) {
    const reason = state.note ?? 'The bank took it back.';
    return {
      events: [{ type: 'payment.return-counted', data: { ...said, paymentId: payment.id } }],
      others: await returnedChanges(store, payment, { money, reason }, context),
    };
  }
  const { accountEvents } = countRefund(loaded.account, id, money.minor, [], on);
  return {
    events: [
      ...(isRecorded ? [] : [refundedEvent(state, money, context.now)]),
      { type: 'payment.return-counted', data: said },
    ],
    others: [accountChange(loaded, accountEvents, context)],
  };
}
