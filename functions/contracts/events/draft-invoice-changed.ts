import { draftContent } from '../draft-invoice.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** The draft reads like this now. */
export const draftInvoiceChanged = defineEvent('draft-invoice.changed', draftContent);
export type DraftInvoiceChanged = EventOf<typeof draftInvoiceChanged>;
