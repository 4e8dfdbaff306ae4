import { type Outage, outageAggregate } from '../domain/network/outage.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';

/** Lists outages, of one site or of all. */
export async function listOutages(
  { store }: Pick<Ports, 'store'>,
  { siteId, ...page }: Page & { readonly siteId?: string | undefined },
): Promise<Result<Paged<Stored<Outage>>>> {
  const where = siteId === undefined ? ({ by: 'type' } as const) : ({ by: 'place', place: siteId } as const);
  return done(await store.list(outageAggregate, where, page));
}
