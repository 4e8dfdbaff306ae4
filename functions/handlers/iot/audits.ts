import { auditMessage } from '../../contracts/edge/messages.ts';
import { now } from '../../runtime/clock.ts';
import { edgeLink, lazily, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { auditsEnvironment } from '../../runtime/environments/audits.ts';
import { siteMessage } from '../../runtime/site-message.ts';
import { recordAudit } from '../../use-cases/record-audit.ts';

const env = environment(auditsEnvironment);

const ports = lazily({ store: () => store(env), edgeLink });

/** Takes in how far a site has read its devices back. */
export async function handler(event: unknown): Promise<void> {
  const audit = siteMessage(auditMessage, event);
  await recordAudit(ports, audit.siteId, audit, {
    actor: { kind: 'agent', id: audit.siteId },
    now: now(),
  });
}
