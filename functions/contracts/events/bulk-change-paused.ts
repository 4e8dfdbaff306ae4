import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** No more services are ordered until it is resumed; what is under way comes to its end. */
export const bulkChangePaused = defineEvent('bulk-change.paused', z.strictObject({}));
export type BulkChangePaused = EventOf<typeof bulkChangePaused>;
