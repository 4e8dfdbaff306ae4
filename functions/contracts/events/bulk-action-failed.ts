import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The platform could not go on by itself. What was done stays; it can be resumed. */
export const bulkActionFailed = defineEvent('bulk-action.failed', z.strictObject({ reason: z.string() }));
export type BulkActionFailed = EventOf<typeof bulkActionFailed>;
