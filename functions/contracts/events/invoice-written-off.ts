import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day } from '../scalars.ts';

/** What is due, or a part of it, is not expected any more. */
export const invoiceWrittenOff = defineEvent(
  'invoice.written-off',
  z.strictObject({ on: day, minor: z.int().min(1), reason: z.string() }),
);
export type InvoiceWrittenOff = EventOf<typeof invoiceWrittenOff>;
