import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day } from '../scalars.ts';

/** What had been written off, or a part of it, is due again; without a reason because a payment came for it. */
export const invoiceReinstated = defineEvent(
  'invoice.reinstated',
  z.strictObject({ on: day, minor: z.int().min(1), reason: z.string().optional() }),
);
export type InvoiceReinstated = EventOf<typeof invoiceReinstated>;
