import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** It is tried anew with those with whom it failed in the former pass. */
export const bulkActionRetried = defineEvent(
  'bulk-action.retried',
  z.strictObject({ run: z.int().min(2), pass: z.int().min(2) }),
);
export type BulkActionRetried = EventOf<typeof bulkActionRetried>;
