import * as z from 'zod';
import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, lazily, store, workflow } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { beginRoundEnvironment } from '../../runtime/environments/begin-round.ts';
import { beginRound } from '../../use-cases/begin-round.ts';

const env = environment(beginRoundEnvironment);

/** The beginning is the first run; whatever comes later says which one it is. */
const begun = z.object({ run: z.int().min(1).default(1) });

/** Starts the state machine of a round that begins or goes on. */
export const handler = consumer({
  name: 'begin-round',
  types: subscriptions['begin-round'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    workflow: () => workflow(env),
  }),
  handle: ({ aggregateId, data }, ports) =>
    beginRound(ports, { roundId: aggregateId, run: begun.parse(data).run }),
});
