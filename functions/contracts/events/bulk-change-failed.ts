import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The platform could not go on by itself. What was changed stays; it can be resumed. */
export const bulkChangeFailed = defineEvent('bulk-change.failed', z.strictObject({ reason: z.string() }));
export type BulkChangeFailed = EventOf<typeof bulkChangeFailed>;
