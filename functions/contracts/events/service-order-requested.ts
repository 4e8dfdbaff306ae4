import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { actor, id } from '../scalars.ts';
import { orderKind } from '../service-order.ts';

/** Somebody ordered that a service be activated, changed, suspended, resumed or terminated. */
export const serviceOrderRequested = defineEvent(
  'service-order.requested',
  z.strictObject({
    serviceId: id,
    subscriberId: id,
    siteId: id,
    kind: orderKind,
    requestedBy: actor,
    /** The bulk action of which the order is a part. */
    bulkActionId: id.optional(),
    /** The same, as earlier releases wrote it. */
    bulkChangeId: id.optional(),
    /** False when nothing of the service is on the network: then the order ends with its request and nothing is executed. */
    executed: z.boolean(),
  }),
);
export type ServiceOrderRequested = EventOf<typeof serviceOrderRequested>;
