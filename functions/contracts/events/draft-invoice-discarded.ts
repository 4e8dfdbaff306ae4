import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The draft will not become an invoice. */
export const draftInvoiceDiscarded = defineEvent('draft-invoice.discarded', z.strictObject({}));
export type DraftInvoiceDiscarded = EventOf<typeof draftInvoiceDiscarded>;
