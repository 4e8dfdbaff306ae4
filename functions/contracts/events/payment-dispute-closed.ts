import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { instant } from '../scalars.ts';

/** The dispute is decided. `lost`: the money went back to the payer, which is a refund beside this. */
export const paymentDisputeClosed = defineEvent(
  'payment.dispute-closed',
  z.strictObject({ disputeId: z.string(), outcome: z.enum(['won', 'lost']), closedAt: instant }),
);
export type PaymentDisputeClosed = EventOf<typeof paymentDisputeClosed>;
