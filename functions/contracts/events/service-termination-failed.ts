import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The network could not be cleaned; the service stays terminating until a retry succeeds. */
export const serviceTerminationFailed = defineEvent(
  'service.termination-failed',
  z.strictObject({
    orderId: id,
    reason: z.string(),
  }),
);
export type ServiceTerminationFailed = EventOf<typeof serviceTerminationFailed>;
