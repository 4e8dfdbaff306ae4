import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A bulk change that was paused, or broke off, goes on where it stood. */
export const bulkChangeResumed = defineEvent('bulk-change.resumed', z.strictObject({ run: z.int().min(2) }));
export type BulkChangeResumed = EventOf<typeof bulkChangeResumed>;
