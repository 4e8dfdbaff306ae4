import { downChannels, downTopic, upChannels, upTopic } from '../contracts/edge/topics.ts';
import type { Enrolment } from '../contracts/http/sites.ts';
import { enrolSite as decide, siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadKnown, refuseStale } from './load.ts';
import { withRetry } from './retry.ts';

/** Signs a certificate for the site's agent, and says where and about what it may talk. */
export async function enrolSite(
  { store, siteRegistry }: Pick<Ports, 'store' | 'siteRegistry'>,
  siteId: string,
  certificateRequest: string,
  context: Context,
): Promise<Result<Enrolment>> {
  const known = await loadKnown(store, siteAggregate, siteId);
  if (!known.ok) return known;
  const stale = refuseStale(context, known.value);
  if (stale !== undefined) return stale;
  const enrolled = await siteRegistry.enrol(siteId, certificateRequest);
  if (!enrolled.ok) return enrolled;
  const answer: Enrolment = {
    ...enrolled.value,
    siteId,
    topics: {
      up: Object.fromEntries(upChannels.map((channel) => [channel, upTopic(siteId, channel)])),
      down: Object.fromEntries(downChannels.map((channel) => [channel, downTopic(siteId, channel)])),
    },
  };
  return withRetry(context, async () => {
    const site = await loadKnown(store, siteAggregate, siteId);
    if (!site.ok) return site;
    const made = change(siteAggregate, siteId, site.value, decide(), context.now);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
