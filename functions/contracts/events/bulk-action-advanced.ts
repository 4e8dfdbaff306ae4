import * as z from 'zod';
import { bulkDone, bulkFailure, bulkLeftOut, bulkOrder } from '../bulk-action.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id, instant } from '../scalars.ts';

/** It was done with some, or could not be; orders were given, and orders from before came to an end. */
export const bulkActionAdvanced = defineEvent(
  'bulk-action.advanced',
  z.strictObject({
    /** Counts the beginning and each retry of what failed, from 1. */
    pass: z.int().min(1),
    ordered: z.array(bulkOrder),
    done: z.array(bulkDone),
    failed: z.array(bulkFailure),
    leftOut: z.array(bulkLeftOut),
    /** Sites that did not answer: no more is ordered of them in this run. */
    silentSites: z.array(id),
    /** Where the list goes on; null at its end. */
    cursor: z.string().nullable(),
    /** Before this instant no more is begun, for the pace. */
    notBefore: instant.optional(),
  }),
);
export type BulkActionAdvanced = EventOf<typeof bulkActionAdvanced>;
