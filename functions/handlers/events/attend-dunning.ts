import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, ids, lazily, store } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { attendDunningEnvironment } from '../../runtime/environments/attend-dunning.ts';
import { attendDunningOnEvent, foreseeDunning } from '../../use-cases/attend-dunning-on-event.ts';

const env = environment(attendDunningEnvironment);

/** Restores who has paid, and watches who owes. */
export const handler = consumer({
  name: 'attend-dunning',
  types: subscriptions['attend-dunning'],
  ports: lazily({ store: () => store(env), checkpoints: () => checkpoints(env), ids }),
  foresee: foreseeDunning,
  handle: (event, ports, context) => attendDunningOnEvent(ports, event, context),
});
