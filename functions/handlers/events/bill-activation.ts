import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, ids, lazily, store, taxServices } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { billActivationEnvironment } from '../../runtime/environments/bill-activation.ts';
import { billingNow } from '../../use-cases/bill-now.ts';
import { billOnEvent, foreseeBilling } from '../../use-cases/bill-on-event.ts';

const env = environment(billActivationEnvironment);

/** Bills a subscriber at once when one of its services, or the way it is billed, has changed. */
export const handler = consumer({
  name: 'bill-activation',
  types: subscriptions['bill-activation'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    taxServices: () => taxServices(env),
    ids,
  }),
  ground: async (ports) => billingNow(ports),
  foresee: foreseeBilling,
  handle: (event, ports, context, bill) => billOnEvent(ports, event, context, bill),
});
