import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** Open credit settled a part or all of an open invoice. */
export const billingAccountCreditApplied = defineEvent(
  'billing-account.credit-applied',
  z.strictObject({
    invoiceId: id,
    minor: z.int().min(1),
  }),
);
export type BillingAccountCreditApplied = EventOf<typeof billingAccountCreditApplied>;
