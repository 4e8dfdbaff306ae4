import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The provider refused to make a page, in its own words. */
export const paymentSessionRefused = defineEvent(
  'payment-session.refused',
  z.strictObject({ reason: z.string() }),
);
export type PaymentSessionRefused = EventOf<typeof paymentSessionRefused>;
