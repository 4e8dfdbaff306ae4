import { draftContent } from '../draft-invoice.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Staff began an invoice by hand. Nothing is owed yet. */
export const draftInvoiceDrafted = defineEvent('draft-invoice.drafted', draftContent);
export type DraftInvoiceDrafted = EventOf<typeof draftInvoiceDrafted>;
