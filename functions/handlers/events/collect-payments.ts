import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, ids, lazily, store } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { collectPaymentsEnvironment } from '../../runtime/environments/collect-payments.ts';
import { paymentProviders } from '../../runtime/payment-providers.ts';
import { collectOnEvent, foreseeCollection } from '../../use-cases/collect-on-event.ts';

const env = environment(collectPaymentsEnvironment);

/** Charges saved methods, and asks providers to refund, and whether what they announced was paid. */
export const handler = consumer({
  name: 'collect-payments',
  types: subscriptions['collect-payments'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    ids,
    paymentProviders: () => paymentProviders(env),
  }),
  foresee: foreseeCollection,
  handle: (event, ports, context) => collectOnEvent(ports, event, context),
});
