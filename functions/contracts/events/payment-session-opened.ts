import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The provider gave the page on which the subscriber pays. */
export const paymentSessionOpened = defineEvent(
  'payment-session.opened',
  z.strictObject({
    url: z.string(),
    /** The provider's own id of the page. */
    providerSessionId: z.string(),
    /** What the payer's browser posts to the address as a form, where it is not just sent there. */
    fields: z.record(z.string(), z.string()).optional(),
  }),
);
export type PaymentSessionOpened = EventOf<typeof paymentSessionOpened>;
