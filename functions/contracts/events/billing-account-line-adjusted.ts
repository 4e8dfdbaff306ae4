import * as z from 'zod';
import { ledgerCredit } from '../billing-ledger.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** A credit note took back a part of a charge, or added to it. */
export const billingAccountLineAdjusted = defineEvent(
  'billing-account.line-adjusted',
  z.strictObject({
    serviceId: z.string(),
    slotId: z.string(),
    credit: ledgerCredit,
  }),
);
export type BillingAccountLineAdjusted = EventOf<typeof billingAccountLineAdjusted>;
