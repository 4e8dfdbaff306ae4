import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** What was surveyed is carried out: those whom the survey found, and nobody else. */
export const bulkActionStarted = defineEvent('bulk-action.started', z.strictObject({ run: z.int().min(2) }));
export type BulkActionStarted = EventOf<typeof bulkActionStarted>;
