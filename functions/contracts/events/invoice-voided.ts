import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day } from '../scalars.ts';

/** The invoice counts no more. Its number stays taken. */
export const invoiceVoided = defineEvent(
  'invoice.voided',
  z.strictObject({
    voidedOn: day,
    reason: z.string(),
  }),
);
export type InvoiceVoided = EventOf<typeof invoiceVoided>;
