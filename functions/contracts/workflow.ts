import { z } from 'zod';
import { observedState } from './network-state.ts';
import { id } from './scalars.ts';

/** Input of every order state machine; the execution's name is the order id, so an order runs once. */
export const orderExecution = z.strictObject({ orderId: id });

/**
 * What the order state machines ask of the order-step function. Every step is idempotent.
 * - `prepare`: issues the desired state of the order.
 * - `send`: hands a revision to the edge and leaves the task token waiting for the site's report.
 * - `complete`: the report proved the revision; the service takes its new state.
 * - `roll-back`: issues the desired state that undoes what may have been applied.
 * - `fail`: the order has ended without success; the service says why.
 */
export const orderStep = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('prepare'), orderId: id }),
  z.strictObject({
    step: z.literal('send'),
    orderId: id,
    taskToken: z.string().min(1),
    revision: z.int().min(1),
    timeoutSeconds: z.int().min(1),
  }),
  z.strictObject({ step: z.literal('complete'), orderId: id, observed: observedState }),
  z.strictObject({ step: z.literal('roll-back'), orderId: id, error: z.string(), cause: z.string() }),
  z.strictObject({
    step: z.literal('fail'),
    orderId: id,
    error: z.string(),
    cause: z.string(),
    /** Whether the network confirmed that nothing is left over. */
    compensated: z.boolean(),
  }),
]);
export type OrderStep = z.infer<typeof orderStep>;

/** Answer of `prepare` and `roll-back`. */
export const preparedRevision = z.strictObject({
  orderId: id,
  serviceId: id,
  siteId: id,
  revision: z.int().min(1),
});
export type PreparedRevision = z.infer<typeof preparedRevision>;
