import { healthMessage } from '../../contracts/edge/messages.ts';
import { now } from '../../runtime/clock.ts';
import { ids, lazily, siteHealth, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { healthEnvironment } from '../../runtime/environments/health.ts';
import { siteMessage } from '../../runtime/site-message.ts';
import { recordHealth } from '../../use-cases/record-health.ts';

const env = environment(healthEnvironment);

const ports = lazily({ store: () => store(env), siteHealth: () => siteHealth(env), ids });

/** Takes in how a site's nodes are and which log-ins were refused. */
export async function handler(event: unknown): Promise<void> {
  const message = siteMessage(healthMessage, event);
  await recordHealth(ports, message, { actor: { kind: 'agent', id: message.siteId }, now: now() });
}
