import * as z from 'zod';
import { ledgerEntry } from '../billing-ledger.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id, instant } from '../scalars.ts';

/** Everything that was due up to the day is charged and remembered. Amounts of zero stand on no invoice, yet their days are taken. */
export const billingAccountBilled = defineEvent(
  'billing-account.billed',
  z.strictObject({
    on: day,
    /** When something will be due next; left out when nothing is in sight. */
    nextBillingOn: day.optional(),
    /** When that day begins in the subscriber's zone. */
    nextBillingAt: instant.optional(),
    /** The services that it pays for or paid for, where they are others than before. */
    services: z.array(id).optional(),
    entries: z.array(ledgerEntry),
  }),
);
export type BillingAccountBilled = EventOf<typeof billingAccountBilled>;
