import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { linkPurpose } from '../payment-link.ts';
import { id, instant } from '../scalars.ts';

/** A link was made on which a subscriber pays, or saves a method, without signing in. The link itself is no part of it. */
export const paymentLinkMade = defineEvent(
  'payment-link.made',
  z.strictObject({
    subscriberId: id,
    purpose: linkPurpose,
    /** What is due of it is paid; all that is due if left out. */
    invoiceId: id.optional(),
    /** From this instant on it leads nowhere. */
    expiresAt: instant,
    /** Whether the subscriber is told of it by the ways that are wanted; otherwise staff hands it over. */
    isSent: z.boolean(),
    /** For whoever comes from the line of this service in the walled garden: it pays, and tells nobody who is meant. */
    serviceId: id.optional(),
  }),
);
export type PaymentLinkMade = EventOf<typeof paymentLinkMade>;
