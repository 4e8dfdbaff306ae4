import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { StoredAccountingRecord } from '../ports/sessions.ts';
import type { Page, Paged } from '../ports/store.ts';
import { loadKnown } from './load.ts';

/** Lists what a site accounted, each record once. */
export async function listAccountingRecords(
  { store, sessions }: Pick<Ports, 'store' | 'sessions'>,
  siteId: string,
  page: Page,
): Promise<Result<Paged<StoredAccountingRecord>>> {
  const site = await loadKnown(store, siteAggregate, siteId);
  return site.ok ? done(await sessions.records(siteId, page)) : site;
}
