import { invoiceDispute } from '../dunning.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** Staff have looked, or nothing of the invoice is open any more. */
export const dunningInvoiceDisputeEnded = defineEvent(
  'dunning.invoice-dispute-ended',
  invoiceDispute.pick({ invoiceId: true, number: true }).extend({ subscriberId: id }),
);
export type DunningInvoiceDisputeEnded = EventOf<typeof dunningInvoiceDisputeEnded>;
