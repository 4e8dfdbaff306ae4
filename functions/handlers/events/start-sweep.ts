import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, ids, lazily, store, usage, workflow } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { startSweepEnvironment } from '../../runtime/environments/start-sweep.ts';
import { foreseeSweep, startSweep } from '../../use-cases/start-sweep.ts';

const env = environment(startSweepEnvironment);

/** Starts what an event means for many services, and what had waited for a service to be active. */
export const handler = consumer({
  name: 'start-sweep',
  types: subscriptions['start-sweep'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    workflow: () => workflow(env),
    usage: () => usage(env),
    ids,
  }),
  foresee: foreseeSweep,
  handle: (event, ports, context) => startSweep(ports, event, context),
});
