import { defineEvent, type EventOf } from '../event.ts';
import { refusedTaxDocument } from '../tax-service.ts';

/** The service does not take a document, for good. Staff settles it with the service. */
export const taxServiceDocumentRefused = defineEvent('tax-service.document-refused', refusedTaxDocument);
export type TaxServiceDocumentRefused = EventOf<typeof taxServiceDocumentRefused>;
