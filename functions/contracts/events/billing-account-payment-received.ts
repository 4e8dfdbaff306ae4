import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { allocation } from '../invoice.ts';
import { day, id } from '../scalars.ts';

/** A payment settled open invoices; what was left over became credit. */
export const billingAccountPaymentReceived = defineEvent(
  'billing-account.payment-received',
  z.strictObject({
    paymentId: id,
    receivedOn: day,
    minor: z.int().min(1),
    allocations: z.array(allocation),
    credited: z.int().min(0),
  }),
);
export type BillingAccountPaymentReceived = EventOf<typeof billingAccountPaymentReceived>;
