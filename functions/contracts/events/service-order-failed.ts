import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { orderFailureCode } from '../service-order.ts';

/** The order ended without success. */
export const serviceOrderFailed = defineEvent(
  'service-order.failed',
  z.strictObject({
    reason: z.string(),
    /** The reason as a stable code. */
    code: orderFailureCode.optional(),
    /** Whether the network confirmed that what the order had done is undone. If not, comparison will undo it. */
    compensated: z.boolean(),
  }),
);
export type ServiceOrderFailed = EventOf<typeof serviceOrderFailed>;
