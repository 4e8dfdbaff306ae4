import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** Money of a payment went back: first out of open credit, then by opening what it had settled; what is beyond both is owed. */
export const billingAccountPaymentRefunded = defineEvent(
  'billing-account.payment-refunded',
  z.strictObject({
    paymentId: id,
    refundedOn: day,
    minor: z.int().min(1),
    fromCredit: z.int().min(0),
    reopened: z.array(
      z.strictObject({ invoiceId: id, number: z.string(), issuedOn: day, dueOn: day, minor: z.int().min(1) }),
    ),
    /** What neither credit nor a settled invoice covers: it makes the credit negative. */
    owed: z.int().min(0),
  }),
);
export type BillingAccountPaymentRefunded = EventOf<typeof billingAccountPaymentRefunded>;
