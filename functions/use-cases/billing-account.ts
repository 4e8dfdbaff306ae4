import type { Allocation } from '../contracts/invoice.ts';
import type { Day } from '../contracts/scalars.ts';
import {
  accountIdOf,
  type BillingAccount,
  type BillingAccountEvent,
  billingAccountAggregate,
} from '../domain/billing/account.ts';
import { type Invoice, type InvoiceEvent, invoiceAggregate } from '../domain/billing/invoice.ts';
import { creditEvents } from '../domain/billing/settlement.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store, Stored } from '../ports/store.ts';

/** A subscriber's account, or the one that begins now: `stored` is left out until its first event is committed. */
export interface LoadedAccount {
  readonly id: string;
  readonly stored: Stored<BillingAccount> | undefined;
  readonly account: BillingAccount;
  /** What must be committed before all other events. */
  readonly opening: readonly BillingAccountEvent[];
}

export async function loadAccount(
  store: Store,
  subscriberId: string,
  subscriber: Subscriber,
): Promise<LoadedAccount> {
  const id = accountIdOf(subscriberId);
  const stored = await store.load(billingAccountAggregate, id);
  if (stored !== undefined) return { id, stored, account: stored.state, opening: [] };
  const opened: BillingAccountEvent = {
    type: 'billing-account.opened',
    data: { subscriberId, currency: subscriber.details.currency },
  };
  return {
    id,
    stored,
    account: billingAccountAggregate.evolve(undefined, opened, ''),
    opening: [opened],
  };
}

/** The account of a subscriber that something in the account's own documents names. */
export async function loadAccountOf(
  store: Store,
  subscriberId: string,
): Promise<{ readonly loaded: LoadedAccount; readonly subscriber: Stored<Subscriber> }> {
  const stored = await store.load(subscriberAggregate, subscriberId);
  if (stored === undefined) throw new Error(`the subscriber ${subscriberId} of an account is gone`);
  return { loaded: await loadAccount(store, subscriberId, stored.state), subscriber: stored };
}

export function accountChange(
  { id, stored, opening }: LoadedAccount,
  events: readonly BillingAccountEvent[],
  context: Context,
): Change & { readonly state: BillingAccount } {
  return change(billingAccountAggregate, id, stored, [...opening, ...events], context.now);
}

export async function loadInvoices(
  store: Store,
  ids: readonly string[],
): Promise<readonly Stored<Invoice>[]> {
  return Promise.all(
    [...new Set(ids)].map(async (id) => {
      const stored = await store.load(invoiceAggregate, id);
      if (stored === undefined) throw new Error(`the account knows an invoice ${id} that is not there`);
      return stored;
    }),
  );
}

/** Changes of the invoices that amounts go to. */
export async function invoiceChanges<A extends Allocation>(
  store: Store,
  allocations: readonly A[],
  context: Context,
  events: (invoice: Invoice, allocation: A) => readonly InvoiceEvent[],
): Promise<readonly Change[]> {
  const invoices = await loadInvoices(
    store,
    allocations.map(({ invoiceId }) => invoiceId),
  );
  return allocations.map((allocation) => {
    const stored = invoices.find(({ id }) => id === allocation.invoiceId);
    if (stored === undefined) throw new Error(`${allocation.invoiceId} was not loaded`);
    return change(invoiceAggregate, stored.id, stored, events(stored.state, allocation), context.now);
  });
}

/** Changes of the invoices that open credit settles. */
export function creditChanges(
  store: Store,
  allocations: readonly Allocation[],
  on: Day,
  context: Context,
): Promise<readonly Change[]> {
  return invoiceChanges(store, allocations, context, (invoice, { minor }) =>
    creditEvents(invoice, minor, on),
  );
}
