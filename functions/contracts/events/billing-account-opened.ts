import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { currencyCode, id } from '../scalars.ts';

/** The subscriber's account began with the first thing that was charged or paid. */
export const billingAccountOpened = defineEvent(
  'billing-account.opened',
  z.strictObject({
    subscriberId: id,
    currency: currencyCode,
  }),
);
export type BillingAccountOpened = EventOf<typeof billingAccountOpened>;
