import { apiHandler } from '../../runtime/api/handler.ts';
import {
  answers,
  archive,
  deadLetters,
  edgeLink,
  eventFeed,
  ids,
  issued,
  lazily,
  looks,
  passwords,
  searchIndex,
  sessions,
  signingSecrets,
  siteHealth,
  siteRegistry,
  store,
  usage,
  webhookDeliveries,
  webhookQueue,
  workflow,
} from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { apiEnvironment } from '../../runtime/environments/api.ts';
import { paymentProviders } from '../../runtime/payment-providers.ts';
import { routes } from './routes.ts';

const env = environment(apiEnvironment);

export const handler = apiHandler({
  routes,
  ports: lazily({
    store: () => store(env),
    answers: () => answers(env),
    archive: () => archive(env),
    ids,
    passwords,
    paymentProviders,
    feed: () => eventFeed(env),
    search: () => searchIndex(env),
    sessions: () => sessions(env),
    usage: () => usage(env),
    issued: () => issued(env),
    siteHealth: () => siteHealth(env),
    workflow: () => workflow(env),
    edgeLink,
    looks: () => looks(env),
    siteRegistry: () => siteRegistry(env),
    deadLetters: () => deadLetters(env),
    signingSecrets,
    webhookDeliveries: () => webhookDeliveries(env),
    webhookQueue: () => webhookQueue(env),
  }),
});
