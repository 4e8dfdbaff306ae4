import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** No more is begun. What was done stays; orders that are under way come to their end. */
export const bulkActionCancelled = defineEvent('bulk-action.cancelled', z.strictObject({}));
export type BulkActionCancelled = EventOf<typeof bulkActionCancelled>;
