import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The order did not succeed: the desired state that undoes what may have been applied is issued. */
export const serviceOrderCompensationPrepared = defineEvent(
  'service-order.compensation-prepared',
  z.strictObject({
    siteId: id,
    revision: z.int().min(1),
    /** Why the order is undone, in words. */
    reason: z.string(),
  }),
);
export type ServiceOrderCompensationPrepared = EventOf<typeof serviceOrderCompensationPrepared>;
