import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The services that failed in the former pass are ordered anew. */
export const bulkChangeRetried = defineEvent(
  'bulk-change.retried',
  z.strictObject({ run: z.int().min(2), pass: z.int().min(2) }),
);
export type BulkChangeRetried = EventOf<typeof bulkChangeRetried>;
