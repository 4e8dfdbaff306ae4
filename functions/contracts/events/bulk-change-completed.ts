import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Every service was surveyed, and unless it was a dry run, holds the new version or has failed. */
export const bulkChangeCompleted = defineEvent('bulk-change.completed', z.strictObject({}));
export type BulkChangeCompleted = EventOf<typeof bulkChangeCompleted>;
