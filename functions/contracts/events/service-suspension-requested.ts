import * as z from 'zod';
import { suspensionReason } from '../billing-profile.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** A suspension order was accepted. */
export const serviceSuspensionRequested = defineEvent(
  'service.suspension-requested',
  z.strictObject({
    orderId: id,
    reason: suspensionReason,
    note: z.string().max(1000).optional(),
    /** The day on which it ends by itself. */
    until: day.optional(),
    /** Nothing is left, whatever the policy leaves for the reason. */
    blocks: z.literal(true).optional(),
  }),
);
export type ServiceSuspensionRequested = EventOf<typeof serviceSuspensionRequested>;
