import { eventBus, eventFeed, lazily } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { relayEnvironment } from '../../runtime/environments/relay.ts';
import { relay } from '../../runtime/relay.ts';

const env = environment(relayEnvironment);

/** The table's stream, filtered to inserts of event items. */
export const handler = relay(lazily({ feed: () => eventFeed(env), bus: () => eventBus(env) }));
