import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** Money of a refund came back: it settles again what the refund had opened and is still open; the rest is credit. */
export const billingAccountRefundReturned = defineEvent(
  'billing-account.refund-returned',
  z.strictObject({
    paymentId: id,
    returnedOn: day,
    minor: z.int().min(1),
    restored: z.array(z.strictObject({ invoiceId: id, minor: z.int().min(1) })),
    credited: z.int().min(0),
  }),
);
export type BillingAccountRefundReturned = EventOf<typeof billingAccountRefundReturned>;
