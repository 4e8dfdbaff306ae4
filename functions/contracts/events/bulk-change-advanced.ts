import * as z from 'zod';
import { bulkChangeFailure, bulkChangeOrder, counted } from '../bulk-change.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id, instant } from '../scalars.ts';

/** Services were ordered to change, and orders from before came to an end. */
export const bulkChangeAdvanced = defineEvent(
  'bulk-change.advanced',
  z.strictObject({
    /** Counts the beginning and each retry of what failed, from 1. */
    pass: z.int().min(1),
    ordered: z.array(bulkChangeOrder),
    done: z.array(
      bulkChangeOrder.extend({
        sessionsCut: z.int().min(0),
        ratesChanged: z.int().min(0),
      }),
    ),
    failed: z.array(bulkChangeFailure),
    /** Services that were not to be changed any more, by reason. */
    leftOut: counted,
    /** Sites that did not answer: no more is ordered of them in this run. */
    silentSites: z.array(id),
    /** Where the list goes on; null when everybody was ordered. */
    cursor: z.string().nullable(),
    /** Before this instant no more is ordered, for the pace. */
    notBefore: instant.optional(),
  }),
);
export type BulkChangeAdvanced = EventOf<typeof bulkChangeAdvanced>;
