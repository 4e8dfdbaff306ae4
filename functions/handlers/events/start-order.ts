import { serviceOrderRequested } from '../../contracts/events/service-order-requested.ts';
import { checkpoints, lazily, workflow } from '../../runtime/composition.ts';
import { listener } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { startOrderEnvironment } from '../../runtime/environments/start-order.ts';
import { startOrder } from '../../use-cases/start-order.ts';

const env = environment(startOrderEnvironment);

/** Starts the state machine of each order. */
export const handler = listener({
  name: 'start-order',
  ports: lazily({ checkpoints: () => checkpoints(env), workflow: () => workflow(env) }),
  handle: ({ aggregateId, data }, ports) =>
    startOrder(ports, aggregateId, serviceOrderRequested.data.parse(data)),
});
