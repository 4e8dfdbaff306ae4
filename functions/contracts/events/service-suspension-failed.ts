import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The suspension could not be enforced; the service is still active. */
export const serviceSuspensionFailed = defineEvent(
  'service.suspension-failed',
  z.strictObject({
    orderId: id,
    reason: z.string(),
  }),
);
export type ServiceSuspensionFailed = EventOf<typeof serviceSuspensionFailed>;
