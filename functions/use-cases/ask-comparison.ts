import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadKnown } from './load.ts';

/** Asks a site for its digests; what differs is mended when they come. */
export async function askComparison(
  { store, ids, edgeLink }: Pick<Ports, 'store' | 'ids' | 'edgeLink'>,
  siteId: string,
  context: Context,
): Promise<Result<{ readonly messageId: string }>> {
  const site = await loadKnown(store, siteAggregate, siteId);
  if (!site.ok) return site;
  const messageId = ids.next('msg');
  await edgeLink.sendCompare(siteId, { messageId, issuedAt: context.now });
  return done({ messageId });
}
