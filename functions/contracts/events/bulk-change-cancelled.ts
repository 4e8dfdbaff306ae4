import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** No more services are ordered. Those that hold the new version keep it; what is under way comes to its end. */
export const bulkChangeCancelled = defineEvent('bulk-change.cancelled', z.strictObject({}));
export type BulkChangeCancelled = EventOf<typeof bulkChangeCancelled>;
