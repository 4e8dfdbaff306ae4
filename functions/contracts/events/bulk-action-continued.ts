import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A bulk action that takes long goes on in a fresh execution, because each has only so many events. */
export const bulkActionContinued = defineEvent(
  'bulk-action.continued',
  z.strictObject({ run: z.int().min(2) }),
);
export type BulkActionContinued = EventOf<typeof bulkActionContinued>;
