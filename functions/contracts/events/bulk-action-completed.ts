import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** It was done with everybody who was found, or could not be; or nobody was found. */
export const bulkActionCompleted = defineEvent('bulk-action.completed', z.strictObject({}));
export type BulkActionCompleted = EventOf<typeof bulkActionCompleted>;
