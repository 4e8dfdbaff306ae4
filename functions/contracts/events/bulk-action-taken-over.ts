import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/**
 * A release that had two kinds of this, bulk changes and rounds, held it as `earlier`, with its list and its results in the
 * history of `from`. It goes on where it stood, under its id.
 */
export const bulkActionTakenOver = defineEvent(
  'bulk-action.taken-over',
  z.strictObject({
    run: z.int().min(2),
    from: z.strictObject({ type: z.enum(['bulk-change', 'round']), version: z.int().min(1) }),
    earlier: z.record(z.string(), z.unknown()),
  }),
);
export type BulkActionTakenOver = EventOf<typeof bulkActionTakenOver>;
