import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Why a payment that its provider announced cannot be counted yet: people must look. */
export const paymentNotConfirmed = defineEvent(
  'payment.not-confirmed',
  z.strictObject({ reason: z.string() }),
);
export type PaymentNotConfirmed = EventOf<typeof paymentNotConfirmed>;
