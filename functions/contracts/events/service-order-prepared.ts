import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The desired state of the order is issued; the order runs. */
export const serviceOrderPrepared = defineEvent(
  'service-order.prepared',
  z.strictObject({
    siteId: id,
    revision: z.int().min(1),
  }),
);
export type ServiceOrderPrepared = EventOf<typeof serviceOrderPrepared>;
