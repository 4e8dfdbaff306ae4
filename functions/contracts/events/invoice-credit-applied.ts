import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Open credit settled a part or all of what was due. */
export const invoiceCreditApplied = defineEvent(
  'invoice.credit-applied',
  z.strictObject({
    minor: z.int().min(1),
  }),
);
export type InvoiceCreditApplied = EventOf<typeof invoiceCreditApplied>;
