import type { LeadStatus } from '../contracts/lead.ts';
import { type Lead, leadAggregate } from '../domain/lead/lead.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';

/** Lists prospects, oldest first; with a status, those of the page that have it. */
export async function listLeads(
  { store }: Pick<Ports, 'store'>,
  query: Page & { readonly status?: LeadStatus | undefined },
): Promise<Result<Paged<Stored<Lead>>>> {
  const { status, ...page } = query;
  const listed = await store.list(leadAggregate, { by: 'type' }, page);
  return done({
    ...listed,
    items: listed.items.filter(({ state }) => status === undefined || state.status === status),
  });
}
