import { eventFeed, lazily, ledgerBook, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { postLedgerEnvironment } from '../../runtime/environments/post-ledger.ts';
import { feedFollower } from '../../runtime/follow-feed.ts';
import { postLedger } from '../../use-cases/post-ledger.ts';

const env = environment(postLedgerEnvironment);

const ports = lazily({
  store: () => store(env),
  feed: () => eventFeed(env),
  ledgerBook: () => ledgerBook(env),
});

/** Posts what moved money to the ledger. */
export const handler = feedFollower('post-ledger', (through) => postLedger(ports, through));
