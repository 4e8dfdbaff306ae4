import type { DraftContent, ReadDraftLine } from '../contracts/draft-invoice.ts';
import {
  changeDraft,
  type DraftInvoice,
  discardDraft,
  draftInvoiceAggregate,
} from '../domain/billing/draft-invoice.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { loadAccount } from './billing-account.ts';
import { loadReferenced } from './load.ts';
import { changeOne, createOne } from './write-one.ts';

/** A draft as staff write it. */
export interface DraftWish {
  readonly lines: readonly ReadDraftLine[];
  readonly note?: string | undefined;
  readonly dueOn?: string | undefined;
}

/** Staff begin an invoice by hand, such as for a call-out. Nothing is owed until it is issued. */
export async function draftInvoice(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  { subscriberId, ...wish }: DraftWish & { readonly subscriberId: string },
  context: Context,
): Promise<Result<Stored<DraftInvoice>>> {
  const content = await checked(store, subscriberId, wish);
  if (!content.ok) return content;
  const events = [{ type: 'draft-invoice.drafted', data: content.value } as const];
  return createOne(store, draftInvoiceAggregate, ids.next('drf'), events, context);
}

/** Staff write the draft anew; it stays the same subscriber's. */
export function rewriteDraft(
  { store }: Pick<Ports, 'store'>,
  draftId: string,
  wish: DraftWish,
  context: Context,
): Promise<Result<Stored<DraftInvoice>>> {
  return changeOne(store, draftInvoiceAggregate, draftId, context, async ({ state }) => {
    const content = await checked(store, state.subscriberId, wish);
    if (!content.ok) return content;
    const decided = changeDraft(state, content.value);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}

export function discardDraftInvoice(
  { store }: Pick<Ports, 'store'>,
  draftId: string,
  context: Context,
): Promise<Result<Stored<DraftInvoice>>> {
  return changeOne(store, draftInvoiceAggregate, draftId, context, ({ state }) => {
    const decided = discardDraft(state);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}

/** The draft in the account's currency, about services of the subscriber. */
async function checked(
  store: Store,
  subscriberId: string,
  { lines, note, dueOn }: DraftWish,
): Promise<Result<DraftContent>> {
  const subscriber = await loadReferenced(store, subscriberAggregate, subscriberId, '/subscriberId');
  if (!subscriber.ok) return subscriber;
  const { currency } = (await loadAccount(store, subscriberId, subscriber.value.state)).account;
  for (const [i, { amount, serviceId }] of lines.entries()) {
    if (amount.currency !== currency) {
      return refuse(
        'draft-invoice.wrong-currency',
        `The account is kept in ${currency}; charge it in that currency.`,
        `/lines/${i}/amount/currency`,
      );
    }
    if (serviceId === undefined) continue;
    const service = await loadReferenced(store, serviceAggregate, serviceId, `/lines/${i}/serviceId`);
    if (!service.ok) return service;
    if (service.value.state.subscriberId !== subscriberId) {
      return refuse(
        'draft-invoice.service-of-another',
        `The service ${serviceId} is not this subscriber’s.`,
        `/lines/${i}/serviceId`,
      );
    }
  }
  return done({
    subscriberId,
    currency,
    lines: lines.map(({ amount, ...line }) => ({ ...line, minor: amount.minor })),
    ...(note === undefined ? {} : { note }),
    ...(dueOn === undefined ? {} : { dueOn }),
  });
}
