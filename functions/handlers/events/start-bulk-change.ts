import * as z from 'zod';
import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, lazily, store, workflow } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { startBulkChangeEnvironment } from '../../runtime/environments/start-bulk-change.ts';
import { startBulkChange } from '../../use-cases/start-bulk-change.ts';

const env = environment(startBulkChangeEnvironment);

/** The beginning is the first run; whatever comes later says which one it is. */
const begun = z.object({ run: z.int().min(1).default(1) });

/** Starts the state machine of a bulk change that begins or goes on. */
export const handler = consumer({
  name: 'start-bulk-change',
  types: subscriptions['start-bulk-change'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    workflow: () => workflow(env),
  }),
  handle: ({ aggregateId, data }, ports) =>
    startBulkChange(ports, { bulkChangeId: aggregateId, run: begun.parse(data).run }),
});
