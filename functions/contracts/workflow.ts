import * as z from 'zod';
import { priority } from './edge/messages.ts';
import { observedState } from './network-state.ts';
import { id } from './scalars.ts';

const order = { orderId: id, serviceId: id };

export const orderExecution = z.strictObject(order);
export type OrderExecution = z.infer<typeof orderExecution>;

/** Input of every order state machine; the execution's name is the order id, so an order runs once. */
export const orderInput = orderExecution.extend({ priority });
export type OrderInput = z.infer<typeof orderInput>;

/**
 * What the order state machines ask of the order-step function. Every step is idempotent.
 * - `prepare`: issues the desired state of the order.
 * - `send`: hands a revision to the edge and leaves the task token waiting for the site's report.
 * - `complete`: the report proved the revision; the service takes its new state.
 * - `roll-back`: issues the desired state that undoes what may have been applied.
 * - `fail`: the order has ended without success; the service says why.
 */
export const orderStep = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('prepare'), ...order }),
  z.strictObject({
    step: z.literal('send'),
    ...order,
    siteId: id,
    taskToken: z.string().min(1),
    revision: z.int().min(1),
    timeoutSeconds: z.int().min(1),
    priority: priority.optional(),
  }),
  z.strictObject({ step: z.literal('complete'), ...order, observed: observedState }),
  z.strictObject({ step: z.literal('roll-back'), ...order, error: z.string(), cause: z.string() }),
  z.strictObject({
    step: z.literal('fail'),
    ...order,
    error: z.string(),
    cause: z.string(),
    /** Whether the network confirmed that nothing is left over. */
    compensated: z.boolean(),
  }),
]);
export type OrderStep = z.infer<typeof orderStep>;

/** Answer of `prepare` and `roll-back`. */
export const preparedRevision = z.strictObject({
  ...order,
  siteId: id,
  revision: z.int().min(1),
});
export type PreparedRevision = z.infer<typeof preparedRevision>;
