import * as z from 'zod';
import { suspensionReason } from '../billing-profile.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id, instant } from '../scalars.ts';

/** The network proved full service again; charges go on from `provenAt`. */
export const serviceResumed = defineEvent(
  'service.resumed',
  z.strictObject({
    orderId: id,
    /** Of the suspension that ended. */
    reason: suspensionReason,
    provenAt: instant,
  }),
);
export type ServiceResumed = EventOf<typeof serviceResumed>;
