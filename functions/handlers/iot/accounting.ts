import { accountingMessage } from '../../contracts/edge/messages.ts';
import { now } from '../../runtime/clock.ts';
import { edgeLink, lazily, searchIndex, sessions, store, usage } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { accountingEnvironment } from '../../runtime/environments/accounting.ts';
import { siteMessage } from '../../runtime/site-message.ts';
import { indexSessions } from '../../use-cases/index-sessions.ts';
import { recordAccounting } from '../../use-cases/record-accounting.ts';

const env = environment(accountingEnvironment);

const ports = lazily({
  sessions: () => sessions(env),
  usage: () => usage(env),
  store: () => store(env),
  search: () => searchIndex(env),
  edgeLink,
});

/** Takes in a site's accounting. */
export async function handler(event: unknown): Promise<void> {
  const accounting = siteMessage(accountingMessage, event);
  const { siteId } = accounting;
  await recordAccounting(ports, siteId, accounting, { actor: { kind: 'agent', id: siteId }, now: now() });
  await indexSessions(ports, accounting.records);
}
