import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, edgeLink, ids, lazily, store } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { configureSiteEnvironment } from '../../runtime/environments/configure-site.ts';
import { sendSiteConfiguration } from '../../use-cases/send-site-configuration.ts';

const env = environment(configureSiteEnvironment);

/** Sends a site its nodes whenever one of them is new, different or gone; every such change bumps the site. */
export const handler = consumer({
  name: 'configure-site',
  types: subscriptions['configure-site'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    ids: () => ids(),
    edgeLink: () => edgeLink(),
  }),
  async handle({ aggregateId }, ports, { now }) {
    const sent = await sendSiteConfiguration(ports, aggregateId, now);
    if (!sent.ok) throw new Error(sent.refusal.message);
  },
});
