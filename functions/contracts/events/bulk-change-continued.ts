import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A bulk change that takes long goes on in a fresh execution, because each has only so many events. */
export const bulkChangeContinued = defineEvent(
  'bulk-change.continued',
  z.strictObject({ run: z.int().min(2) }),
);
export type BulkChangeContinued = EventOf<typeof bulkChangeContinued>;
