import type { Allocation } from '../contracts/invoice.ts';
import type { PaymentMethod } from '../contracts/payment.ts';
import type { Day, Money } from '../contracts/scalars.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import {
  type Payment,
  type PaymentEvent,
  paymentAggregate,
  paymentClaim,
} from '../domain/payment/payment.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { countFor, findPayee } from './count-payment.ts';
import { loadReferenced } from './load.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

export interface PaymentWish {
  readonly subscriberId: string;
  readonly money: Money;
  readonly method: Exclude<PaymentMethod, 'provider'>;
  /** The invoice to be settled first. */
  readonly invoiceId?: string | undefined;
  /** How much of it goes to which invoice, in minor units; what is left over follows the usual order. */
  readonly allocations?: readonly Allocation[] | undefined;
  readonly receivedOn?: Day | undefined;
  /** Number of a receipt or a bank's reference; one such number is recorded once. */
  readonly externalId?: string | undefined;
  readonly note?: string | undefined;
}

/** Staff records money that came in cash, by cheque or by bank: it settles open invoices, and what is left over becomes credit. */
export function recordPayment(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: PaymentWish,
  context: Context,
): Promise<Result<Stored<Payment>>> {
  const { subscriberId, money, invoiceId, externalId } = wish;
  return withRetry(context, async () => {
    const subscriber = await loadReferenced(store, subscriberAggregate, subscriberId, '/subscriberId');
    if (!subscriber.ok) return subscriber;
    if (invoiceId !== undefined) {
      const invoice = await loadReferenced(store, invoiceAggregate, invoiceId, '/invoiceId');
      if (!invoice.ok) return invoice;
      if (invoice.value.state.subscriberId !== subscriberId) {
        return refuse('payment.invoice-of-another', 'This invoice is of another subscriber.', '/invoiceId');
      }
    }
    const misfit = await misfitIn(store, wish);
    if (misfit !== undefined) return misfit;
    if (money.minor <= 0) {
      return refuse('payment.not-positive', 'A payment is more than zero.', '/amount/amount');
    }
    const payee = await findPayee(store, { subscriberId, invoiceId }, money);
    if (!payee.known) return refuse('payment.wrong-currency', payee.detail, '/amount/currency');
    const paymentId = ids.next('pay');
    const received: PaymentEvent = {
      type: 'payment.received',
      data: {
        provider: 'manual',
        ...(externalId === undefined ? {} : { providerPaymentId: externalId }),
        method: wish.method,
        money,
        receivedAt: context.now,
        ...(wish.receivedOn === undefined ? {} : { receivedOn: wish.receivedOn }),
        reference: { subscriberId, ...(invoiceId === undefined ? {} : { invoiceId }) },
        subscriberId,
        ...(wish.note === undefined ? {} : { note: wish.note }),
      },
    };
    const counted = await countFor(
      store,
      payee,
      { paymentId, minor: money.minor, refunded: 0, on: wish.receivedOn, said: wish.allocations },
      context,
    );
    const made = change(
      paymentAggregate,
      paymentId,
      undefined,
      [received, ...counted.paymentEvents],
      context.now,
      externalId === undefined ? {} : { claims: [paymentClaim('manual', externalId)] },
    );
    const answer = storedBy(made, context);
    const committed = await store.commit([made, ...counted.others], context, answer);
    if (committed.ok) return done(answer);
    return committed.refusal.code === 'store.claim-taken'
      ? refuse(
          'payment.already-recorded',
          `A payment with the reference ${externalId} is recorded already.`,
          '/externalId',
        )
      : committed;
  });
}

/** What is said of a payment must be of the subscriber's own invoices, and no more than came. */
async function misfitIn(
  store: Store,
  { subscriberId, money, allocations = [] }: PaymentWish,
): Promise<Result<never> | undefined> {
  for (const [i, { invoiceId, minor }] of allocations.entries()) {
    const pointer = `/allocations/${i}`;
    const invoice = await loadReferenced(store, invoiceAggregate, invoiceId, `${pointer}/invoiceId`);
    if (!invoice.ok) return invoice;
    if (invoice.value.state.subscriberId !== subscriberId) {
      return refuse(
        'payment.invoice-of-another',
        'This invoice is of another subscriber.',
        `${pointer}/invoiceId`,
      );
    }
    if (minor <= 0) {
      return refuse(
        'payment.not-positive',
        'What goes to an invoice is more than zero.',
        `${pointer}/amount`,
      );
    }
  }
  const sum = allocations.reduce((all, { minor }) => all + minor, 0);
  return sum > money.minor
    ? refuse(
        'payment.allocations-too-large',
        'More is said to go to invoices than came; lower what is said, or the payment is another.',
        '/allocations',
      )
    : undefined;
}
