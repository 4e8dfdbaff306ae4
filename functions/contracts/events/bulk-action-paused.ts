import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** No more is begun until it is resumed; orders that are under way come to their end. */
export const bulkActionPaused = defineEvent('bulk-action.paused', z.strictObject({}));
export type BulkActionPaused = EventOf<typeof bulkActionPaused>;
