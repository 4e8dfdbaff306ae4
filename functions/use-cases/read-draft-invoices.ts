import { type DraftInvoice, draftInvoiceAggregate } from '../domain/billing/draft-invoice.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

export function readDraftInvoice({ store }: Reading, id: string): Promise<Result<Stored<DraftInvoice>>> {
  return loadKnown(store, draftInvoiceAggregate, id);
}

export async function listDraftInvoices(
  { store }: Reading,
  { subscriberId, ...page }: Page & { readonly subscriberId?: string | undefined },
): Promise<Result<Paged<Stored<DraftInvoice>>>> {
  const where =
    subscriberId === undefined ? { by: 'type' as const } : { by: 'owner' as const, owner: subscriberId };
  return done(await store.list(draftInvoiceAggregate, where, page));
}
