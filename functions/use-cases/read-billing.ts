import type { InvoiceState } from '../contracts/invoice.ts';
import type { PaymentState } from '../contracts/payment.ts';
import type { Day } from '../contracts/scalars.ts';
import { bareNumber, type Invoice, invoiceAggregate } from '../domain/billing/invoice.ts';
import {
  heldEntries,
  isWaiting,
  type Payment,
  paymentAggregate,
  refundFailures,
} from '../domain/payment/payment.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored, Where } from '../ports/store.ts';
import { everyOne } from './every-one.ts';
import { listFitting } from './list-fitting.ts';
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

export function readInvoice({ store }: Reading, id: string): Promise<Result<Stored<Invoice>>> {
  return loadKnown(store, invoiceAggregate, id);
}

/** Which documents are asked for; whatever is left out may be anything. */
interface InvoiceFilter {
  readonly subscriberId?: string | undefined;
  readonly state?: InvoiceState | undefined;
  readonly document?: Invoice['document'] | undefined;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

export async function listInvoices(
  { store, search }: Pick<Ports, 'store' | 'search'>,
  query: Page & InvoiceFilter & { readonly q?: string | undefined },
): Promise<Result<Paged<Stored<Invoice>>>> {
  const { q, subscriberId, state, document, from, to, ...page } = query;
  const fits = (invoice: Invoice) =>
    (state === undefined || invoice.state === state) &&
    (document === undefined || invoice.document === document) &&
    (from === undefined || invoice.issuedOn >= from) &&
    (to === undefined || invoice.issuedOn <= to);
  if (q !== undefined) {
    const found = await findInvoices({ store, search }, q);
    const items = found.filter(
      (one) => fits(one.state) && (subscriberId === undefined || one.state.subscriberId === subscriberId),
    );
    return done({ items: items.slice(0, page.limit) });
  }
  return done(await listFitting(store, invoiceAggregate, ofSubscriber(subscriberId), page, fits));
}

/** Whose documents are looked through at most. */
const mostOwners = 20;

/** By number; where none is like that, by whose they are. Newest first. */
async function findInvoices(
  { store, search }: Pick<Ports, 'store' | 'search'>,
  q: string,
): Promise<readonly Stored<Invoice>[]> {
  const bare = bareNumber(q);
  const [numbered, called] = await Promise.all(
    [bare, q].map((text) => search.find('subscriber', text, mostOwners)),
  );
  const ofAll = async (owners: readonly string[] = []) => {
    const lists = await Promise.all(
      owners.map((owner) => everyOne(store, invoiceAggregate, { by: 'owner', owner })),
    );
    return lists.flat().toSorted((a, b) => (a.id < b.id ? 1 : -1));
  };
  const likeThat = (await ofAll(numbered)).filter(
    ({ state }) => bare !== '' && bareNumber(state.number).startsWith(bare),
  );
  return likeThat.length > 0 ? likeThat : await ofAll(called);
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
    held: { by: 'place', place: heldEntries },
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
