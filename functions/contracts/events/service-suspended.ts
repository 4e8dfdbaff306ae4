import * as z from 'zod';
import { suspensionReason } from '../billing-profile.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id, instant } from '../scalars.ts';

/** The network proved that the service is cut or reduced as its policy says. */
export const serviceSuspended = defineEvent(
  'service.suspended',
  z.strictObject({
    orderId: id,
    reason: suspensionReason,
    /** The day on which it is planned to end. */
    until: day.optional(),
    provenAt: instant,
  }),
);
export type ServiceSuspended = EventOf<typeof serviceSuspended>;
