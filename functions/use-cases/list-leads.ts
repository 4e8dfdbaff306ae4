import type { LeadStatus } from '../contracts/lead.ts';
import { type Lead, leadAggregate } from '../domain/lead/lead.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { findByName } from './find-by-name.ts';
import { listFitting } from './list-fitting.ts';

/** Lists prospects, or those that have a status; or finds some that are not won by what they are called. */
export async function listLeads(
  { store, search }: Pick<Ports, 'store' | 'search'>,
  query: Page & { readonly status?: LeadStatus | undefined; readonly q?: string | undefined },
): Promise<Result<Paged<Stored<Lead>>>> {
  const { status, q, ...page } = query;
  const fits = (lead: Lead) => status === undefined || lead.status === status;
  if (q === undefined) return done(await listFitting(store, leadAggregate, { by: 'type' }, page, fits));
  const { items } = await findByName({ store, search }, 'lead', leadAggregate, q, page.limit);
  return done({ items: items.filter(({ state }) => fits(state)) });
}
