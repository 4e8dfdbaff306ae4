import type { LeadStatus } from '../contracts/lead.ts';
import { type Lead, leadAggregate } from '../domain/lead/lead.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { listFitting } from './list-fitting.ts';

/** Lists prospects, or those that have a status. */
export async function listLeads(
  { store }: Pick<Ports, 'store'>,
  query: Page & { readonly status?: LeadStatus | undefined },
): Promise<Result<Paged<Stored<Lead>>>> {
  const { status, ...page } = query;
  return done(
    await listFitting(
      store,
      leadAggregate,
      { by: 'type' },
      page,
      (lead) => status === undefined || lead.status === status,
    ),
  );
}
