import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The provider gave credit as goodwill. */
export const billingAccountCreditGranted = defineEvent(
  'billing-account.credit-granted',
  z.strictObject({
    minor: z.int().min(1),
    reason: z.string(),
  }),
);
export type BillingAccountCreditGranted = EventOf<typeof billingAccountCreditGranted>;
