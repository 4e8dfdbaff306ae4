import { holdingsMessage } from '../../contracts/edge/messages.ts';
import { now } from '../../runtime/clock.ts';
import { edgeLink, ids, issued, lazily, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { holdingsEnvironment } from '../../runtime/environments/holdings.ts';
import { log } from '../../runtime/log.ts';
import { siteMessage } from '../../runtime/site-message.ts';
import { compareHoldings } from '../../use-cases/compare-holdings.ts';

const env = environment(holdingsEnvironment);

const ports = lazily({ store: () => store(env), issued: () => issued(env), ids, edgeLink });

/** Compares service by service what a site holds in the buckets that differ, and sends the difference. */
export async function handler(event: unknown): Promise<void> {
  const holdings = siteMessage(holdingsMessage, event);
  const { siteId, comparisonId } = holdings;
  const { differing, unknown } = await compareHoldings(ports, siteId, holdings, {
    actor: { kind: 'agent', id: siteId },
    now: now(),
  });
  if (unknown.length > 0) log('warn', 'a site holds what nobody issued', { siteId, comparisonId, unknown });
  if (differing.length > 0) {
    log('info', 'services differed', { siteId, comparisonId, services: differing.length });
  }
}
