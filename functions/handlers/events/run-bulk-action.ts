import * as z from 'zod';
import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, lazily, store, workflow } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { runBulkActionEnvironment } from '../../runtime/environments/run-bulk-action.ts';
import { runBulkAction } from '../../use-cases/run-bulk-action.ts';

const env = environment(runBulkActionEnvironment);

/** The beginning is the first run; whatever comes later says which one it is. */
const begun = z.object({ run: z.int().min(1).default(1) });

/** Starts the state machine of a bulk action that begins or goes on. */
export const handler = consumer({
  name: 'run-bulk-action',
  types: subscriptions['run-bulk-action'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    workflow: () => workflow(env),
  }),
  handle: ({ aggregateId, data }, ports) =>
    runBulkAction(ports, { bulkActionId: aggregateId, run: begun.parse(data).run }),
});
