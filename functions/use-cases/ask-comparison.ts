import type { ComparisonDepth } from '../contracts/edge/messages.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadKnown } from './load.ts';

/** Asks a site to compare; the site shows how far it has come. What differs is mended or held by its policy. */
export async function askComparison(
  { store, ids, edgeLink }: Pick<Ports, 'store' | 'ids' | 'edgeLink'>,
  siteId: string,
  depth: ComparisonDepth,
  context: Context,
): Promise<Result<{ readonly comparisonId: string }>> {
  const site = await loadKnown(store, siteAggregate, siteId);
  if (!site.ok) return site;
  const comparisonId = ids.next('cmp');
  await edgeLink.sendCompare(siteId, {
    messageId: ids.next('msg'),
    issuedAt: context.now,
    comparisonId,
    depth,
  });
  return done({ comparisonId });
}
