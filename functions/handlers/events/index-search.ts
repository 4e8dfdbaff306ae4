import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, lazily, searchIndex, store } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { indexSearchEnvironment } from '../../runtime/environments/index-search.ts';
import { indexSearch } from '../../use-cases/index-search.ts';

const env = environment(indexSearchEnvironment);

/** Keeps the search index on what subscribers and their services, leads, sites, nodes and plans are called. */
export const handler = consumer({
  name: 'index-search',
  types: subscriptions['index-search'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    search: () => searchIndex(env),
  }),
  handle: (event, ports) => indexSearch(ports, event),
});
