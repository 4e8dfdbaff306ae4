import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { paymentReference } from '../payment.ts';
import { instant, money } from '../scalars.ts';

/** A provider says unproven that somebody paid: it is asked, and nothing is counted until it says so again. */
export const paymentAnnounced = defineEvent(
  'payment.announced',
  z.strictObject({
    provider: z.string(),
    providerPaymentId: z.string(),
    money,
    announcedAt: instant,
    reference: paymentReference,
    /** What the payer wrote. */
    note: z.string().optional(),
  }),
);
export type PaymentAnnounced = EventOf<typeof paymentAnnounced>;
