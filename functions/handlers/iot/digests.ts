import { digestMessage } from '../../contracts/edge/messages.ts';
import { now } from '../../runtime/clock.ts';
import { edgeLink, ids, lazily, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { digestsEnvironment } from '../../runtime/environments/digests.ts';
import { log } from '../../runtime/log.ts';
import { siteMessage } from '../../runtime/site-message.ts';
import { mendSite } from '../../use-cases/mend-site.ts';

const env = environment(digestsEnvironment);

const ports = lazily({ store: () => store(env), ids, edgeLink });

/** Compares what a site holds with what it should hold, and mends the difference. */
export async function handler(event: unknown): Promise<void> {
  const digests = siteMessage(digestMessage, event);
  const { siteId } = digests;
  const mended = await mendSite(ports, siteId, digests, {
    actor: { kind: 'agent', id: siteId },
    now: now(),
  });
  if (mended.sent > 0 || mended.configurationSent) log('info', 'a site differed', { siteId, ...mended });
}
