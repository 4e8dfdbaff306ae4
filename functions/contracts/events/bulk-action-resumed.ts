import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A bulk action that was paused, or broke off, goes on where it stood. */
export const bulkActionResumed = defineEvent('bulk-action.resumed', z.strictObject({ run: z.int().min(2) }));
export type BulkActionResumed = EventOf<typeof bulkActionResumed>;
