import type { InvoiceState } from '../contracts/invoice.ts';
import type { PaymentState } from '../contracts/payment.ts';
import { type Invoice, invoiceAggregate } from '../domain/billing/invoice.ts';
import { isWaiting, type Payment, paymentAggregate, refundFailures } from '../domain/payment/payment.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored, Where } from '../ports/store.ts';
import { listFitting } from './list-fitting.ts';
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

export function readInvoice({ store }: Reading, id: string): Promise<Result<Stored<Invoice>>> {
  return loadKnown(store, invoiceAggregate, id);
}

export async function listInvoices(
  { store }: Reading,
  query: Page & { readonly subscriberId?: string | undefined; readonly state?: InvoiceState | undefined },
): Promise<Result<Paged<Stored<Invoice>>>> {
  const { subscriberId, state, ...page } = query;
  return done(
    await listFitting(
      store,
      invoiceAggregate,
      ofSubscriber(subscriberId),
      page,
      (invoice) => state === undefined || invoice.state === state,
    ),
  );
}

export function readPayment({ store }: Reading, id: string): Promise<Result<Stored<Payment>>> {
  return loadKnown(store, paymentAggregate, id);
}

/** Payments that wait for people are found by the day since which they wait. */
const endOfTime = '9999-12-31';

export async function listPayments(
  { store }: Reading,
  query: Page & {
    readonly subscriberId?: string | undefined;
    readonly state?: PaymentState | 'refund-failed' | undefined;
  },
): Promise<Result<Paged<Stored<Payment>>>> {
  const { subscriberId, state, ...page } = query;
  const waiting: Partial<Record<string, Where>> = {
    unmatched: { by: 'due', dueOnOrBefore: endOfTime },
    'refund-failed': { by: 'place', place: refundFailures },
  };
  const where = (subscriberId === undefined ? waiting[state ?? ''] : undefined) ?? ofSubscriber(subscriberId);
  return done(
    await listFitting(store, paymentAggregate, where, page, (payment) => isInState(payment, state)),
  );
}

function isInState(payment: Payment, state: PaymentState | 'refund-failed' | undefined): boolean {
  switch (state) {
    case undefined:
      return true;
    case 'unmatched':
      return isWaiting(payment);
    case 'refund-failed':
      return payment.refundFailed !== undefined;
    default:
      return payment.state === state;
  }
}

function ofSubscriber(subscriberId: string | undefined): Where {
  return subscriberId === undefined ? { by: 'type' } : { by: 'owner', owner: subscriberId };
}
