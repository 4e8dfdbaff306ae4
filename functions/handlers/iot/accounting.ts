import { accountingMessage } from '../../contracts/edge/messages.ts';
import type { Context } from '../../ports/context.ts';
import { now } from '../../runtime/clock.ts';
import { edgeLink, lazily, searchIndex, sessions, store, usage } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { accountingEnvironment } from '../../runtime/environments/accounting.ts';
import { siteMessage } from '../../runtime/site-message.ts';
import { indexSessions } from '../../use-cases/index-sessions.ts';
import { readingOnce } from '../../use-cases/read-once.ts';
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
  const store = readingOnce(ports.store);
  const { sessions, usage, edgeLink, search } = ports;
  const context: Context = { actor: { kind: 'agent', id: siteId }, now: now() };
  await recordAccounting({ sessions, usage, edgeLink, store }, siteId, accounting, context);
  await indexSessions({ store, search }, accounting.records);
}
