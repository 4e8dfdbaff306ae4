import { statusMessage } from '../../contracts/edge/messages.ts';
import { now } from '../../runtime/clock.ts';
import { lazily, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { statusEnvironment } from '../../runtime/environments/status.ts';
import { certificateOf, siteMessage } from '../../runtime/site-message.ts';
import { recordSiteStatus } from '../../use-cases/record-site-status.ts';

const env = environment(statusEnvironment);
const ports = lazily({ store: () => store(env) });

/** `up/status` of every site: the agent's greeting, or its last will. */
export async function handler(event: unknown): Promise<void> {
  const message = siteMessage(statusMessage, event);
  const recorded = await recordSiteStatus(
    ports,
    { ...message, certificateId: certificateOf(event) },
    { actor: { kind: 'agent', id: message.siteId }, now: now() },
  );
  if (!recorded.ok) throw new Error(recorded.refusal.message);
}
