import type { SiteDetails } from '../contracts/site.ts';
import { createSite as decide, type Site, siteAggregate, siteCodeClaim } from '../domain/network/site.ts';
import { type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { createOne } from './write-one.ts';

/**
 * Opens a site. The broker knows it first: a thing without a site harms nobody, while a site without its thing could
 * not enrol an agent.
 */
export async function createSite(
  { store, ids, siteRegistry }: Pick<Ports, 'store' | 'ids' | 'siteRegistry'>,
  details: SiteDetails,
  context: Context,
): Promise<Result<Stored<Site>>> {
  const claims = siteCodeClaim(details);
  for (const claim of claims) {
    if ((await store.holder(claim)) !== undefined) return codeTaken(details);
  }
  const id = ids.next('sit');
  await siteRegistry.register(id);
  const created = await createOne(store, siteAggregate, id, decide(details), context, { claims });
  return !created.ok && created.refusal.code === 'store.claim-taken' ? codeTaken(details) : created;
}

/** Another site is called so. */
export function codeTaken({ code = '' }: Pick<SiteDetails, 'code'>) {
  return refuse('site.code-taken', `Another site has the code ${code}; choose another.`, '/code');
}
