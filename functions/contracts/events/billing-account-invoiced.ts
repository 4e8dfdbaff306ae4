import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** An invoice was issued. A negative total is credit; open credit pays a positive one at once as far as it reaches. */
export const billingAccountInvoiced = defineEvent(
  'billing-account.invoiced',
  z.strictObject({
    invoiceId: id,
    number: z.string(),
    issuedOn: day,
    dueOn: day,
    total: z.int(),
    creditApplied: z.int(),
    due: z.int(),
    /** The billing run that issued it. */
    runId: id.optional(),
  }),
);
export type BillingAccountInvoiced = EventOf<typeof billingAccountInvoiced>;
