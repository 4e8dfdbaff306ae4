import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day } from '../scalars.ts';

/** Nothing is due any more. */
export const invoicePaid = defineEvent(
  'invoice.paid',
  z.strictObject({
    paidOn: day,
  }),
);
export type InvoicePaid = EventOf<typeof invoicePaid>;
