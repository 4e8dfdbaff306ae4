import { digestMessage } from '../../contracts/edge/messages.ts';
import { now } from '../../runtime/clock.ts';
import { edgeLink, ids, issued, lazily, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { digestsEnvironment } from '../../runtime/environments/digests.ts';
import { log } from '../../runtime/log.ts';
import { siteMessage } from '../../runtime/site-message.ts';
import { compareDigests } from '../../use-cases/compare-digests.ts';

const env = environment(digestsEnvironment);

const ports = lazily({ store: () => store(env), issued: () => issued(env), ids, edgeLink });

/** Compares what a site holds with what it should hold, bucket by bucket, and asks for what differs. */
export async function handler(event: unknown): Promise<void> {
  const digests = siteMessage(digestMessage, event);
  const { siteId } = digests;
  const compared = await compareDigests(ports, siteId, digests, {
    actor: { kind: 'agent', id: siteId },
    now: now(),
  });
  if (compared.sent > 0 || compared.asked > 0 || compared.configurationSent) {
    log('info', 'a site differed', { siteId, ...compared });
  }
}
