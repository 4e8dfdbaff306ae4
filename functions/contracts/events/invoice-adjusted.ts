import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A credit note took back a part of a line, or added to it. */
export const invoiceAdjusted = defineEvent(
  'invoice.adjusted',
  z.strictObject({
    creditNoteId: id,
    lineId: id,
    /** Signed: negative takes back. */
    minor: z.int(),
  }),
);
export type InvoiceAdjusted = EventOf<typeof invoiceAdjusted>;
