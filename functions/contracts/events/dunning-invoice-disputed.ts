import { invoiceDispute } from '../dunning.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The subscriber says that an invoice is wrong: nothing is done for it until staff have looked. */
export const dunningInvoiceDisputed = defineEvent(
  'dunning.invoice-disputed',
  invoiceDispute.extend({ subscriberId: id }),
);
export type DunningInvoiceDisputed = EventOf<typeof dunningInvoiceDisputed>;
