import type { Allocation } from '../contracts/invoice.ts';
import type { Day, Instant, Money } from '../contracts/scalars.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { paymentEvents, restoredEvents } from '../domain/billing/settlement.ts';
import type { Payment, PaymentEvent } from '../domain/payment/payment.ts';
import { countPayment } from '../domain/payment/receive.ts';
import { countRefund, countReturn } from '../domain/payment/refund.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store } from '../ports/store.ts';
import {
  accountChange,
  creditChanges,
  invoiceChanges,
  type LoadedAccount,
  loadAccount,
  loadAccountOf,
  loadInvoices,
} from './billing-account.ts';

/** For whom a payment is, as its reference says. */
export type Payee =
  | {
      readonly known: true;
      readonly subscriberId: string;
      readonly subscriber: Subscriber;
      readonly loaded: LoadedAccount;
      readonly invoiceId?: string;
    }
  | { readonly known: false; readonly reason: string; readonly detail: string };

type Reference = { readonly invoiceId?: string | undefined; readonly subscriberId?: string | undefined };

/** What counting a payment will read, as far as its reference says. */
export function foreseePayee(
  store: Store,
  { invoiceId, subscriberId }: Reference,
): readonly Promise<unknown>[] {
  return [
    ...(invoiceId === undefined ? [] : [store.load(invoiceAggregate, invoiceId)]),
    ...(subscriberId === undefined
      ? []
      : [
          store.load(subscriberAggregate, subscriberId),
          store.load(billingAccountAggregate, accountIdOf(subscriberId)),
        ]),
  ];
}

/**
 * Finds the subscriber of a payment by the invoice or the subscriber that it names, and sees whether it can be counted
 * in its currency. What cannot be counted is kept for people, never refused: the money is there.
 */
export async function findPayee(store: Store, reference: Reference, money: Money): Promise<Payee> {
  const invoice =
    reference.invoiceId === undefined ? undefined : await store.load(invoiceAggregate, reference.invoiceId);
  const subscriberId = invoice?.state.subscriberId ?? reference.subscriberId;
  const subscriber =
    subscriberId === undefined ? undefined : await store.load(subscriberAggregate, subscriberId);
  if (subscriber === undefined || subscriberId === undefined) {
    const named = reference.invoiceId ?? reference.subscriberId;
    return {
      known: false,
      reason: named === undefined ? 'no-reference' : 'unknown-reference',
      detail:
        named === undefined
          ? 'The payment names neither an invoice nor a subscriber.'
          : `There is no invoice and no subscriber ${named.slice(0, 60)}.`,
    };
  }
  const loaded = await loadAccount(store, subscriberId, subscriber.state);
  const { account } = loaded;
  if (account.currency !== money.currency) {
    return {
      known: false,
      reason: 'wrong-currency',
      detail: `The account of ${subscriberId} is kept in ${account.currency}, the payment came in ${money.currency}.`,
    };
  }
  return {
    known: true,
    subscriberId,
    subscriber: subscriber.state,
    loaded,
    ...(invoice === undefined ? {} : { invoiceId: invoice.id }),
  };
}

export interface CountedChanges {
  readonly paymentEvents: readonly PaymentEvent[];
  /** Of the account and of the invoices; the payment's own change is the caller's. */
  readonly others: readonly Change[];
}

/** What a payment changes beside itself when it is counted. */
export async function countFor(
  store: Store,
  payee: Extract<Payee, { known: true }>,
  payment: {
    readonly paymentId: string;
    readonly minor: number;
    readonly refunded: number;
    readonly on?: Day | undefined;
    /** What goes to which invoice, as the payer said; else the one that is named, then the oldest. */
    readonly said?: readonly Allocation[] | undefined;
  },
  context: Context,
): Promise<CountedChanges> {
  const { subscriber, loaded, invoiceId } = payee;
  const on = payment.on ?? localDay(context.now, subscriber.details.timeZone);
  const named = invoiceId === undefined ? [] : [{ invoiceId, minor: payment.minor }];
  const counted = countPayment(loaded.account, payment, on, payment.said ?? named);
  return {
    paymentEvents: counted.paymentEvents,
    others: [
      ...(counted.accountEvents.length === 0 ? [] : [accountChange(loaded, counted.accountEvents, context)]),
      ...(await invoiceChanges(store, counted.settled, context, (invoice, part) =>
        paymentEvents(invoice, part, payment.paymentId, on),
      )),
    ],
  };
}

/** What a refund of a counted payment changes beside the payment itself. */
export async function refundFor(
  store: Store,
  payment: { readonly id: string; readonly state: Payment },
  minor: number,
  context: Context,
): Promise<readonly Change[]> {
  const { subscriberId, allocations } = payment.state;
  if (subscriberId === undefined || minor === 0) return [];
  const { loaded, subscriber } = await loadAccountOf(store, subscriberId);
  const invoices = await loadInvoices(
    store,
    allocations.map(({ invoiceId }) => invoiceId),
  );
  const on = localDay(context.now, subscriber.state.details.timeZone);
  const counted = countRefund(loaded.account, payment.id, minor, invoices, on);
  return [
    accountChange(loaded, counted.accountEvents, context),
    ...counted.reopened.map(({ invoiceId, minor: opened }: Allocation) =>
      change(
        invoiceAggregate,
        invoiceId,
        invoices.find(({ id }) => id === invoiceId),
        [{ type: 'invoice.payment-reversed', data: { paymentId: payment.id, minor: opened } }],
        context.now,
      ),
    ),
  ];
}

/** What the money of a failed refund changes beside the payment itself, and how much of it is counted for the first time. */
export async function returnFor(
  store: Store,
  payment: { readonly id: string; readonly state: Payment },
  minor: number,
  context: Context,
): Promise<{ readonly others: readonly Change[]; readonly credited: number }> {
  const { subscriberId, allocations } = payment.state;
  if (subscriberId === undefined || minor === 0) return { others: [], credited: 0 };
  const { loaded, subscriber } = await loadAccountOf(store, subscriberId);
  const invoices = await loadInvoices(
    store,
    allocations.map(({ invoiceId }) => invoiceId),
  );
  const on = localDay(context.now, subscriber.state.details.timeZone);
  const counted = countReturn(loaded.account, payment, minor, invoices, on);
  return {
    credited: counted.credited,
    others: [
      accountChange(loaded, counted.accountEvents, context),
      ...(await invoiceChanges(store, counted.restored, context, (invoice, part) =>
        restoredEvents(invoice, part, payment.id, on),
      )),
      ...(await creditChanges(store, counted.applied, on, context)),
    ],
  };
}

/** When something happened, bounded by now: a provider's clock may run ahead. */
export function notAfter(at: Instant, now: Instant): Instant {
  return at > now ? now : at;
}
