import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The resumption could not be enforced; the service is still suspended. */
export const serviceResumptionFailed = defineEvent(
  'service.resumption-failed',
  z.strictObject({
    orderId: id,
    reason: z.string(),
  }),
);
export type ServiceResumptionFailed = EventOf<typeof serviceResumptionFailed>;
