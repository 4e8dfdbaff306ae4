import * as z from 'zod';
import { startedBy } from '../billing-run.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** A billing run began: everyone for whom something is due up to the day. */
export const billingRunStarted = defineEvent(
  'billing-run.started',
  z.strictObject({
    on: day,
    /** Computes and issues nothing. */
    dryRun: z.boolean(),
    startedBy,
    /** The dry run whose result is issued. */
    previewId: id.optional(),
    /** What is found rests on a supposition, which the archive keeps. */
    whatIf: z.literal(true).optional(),
    /** How many subscribers had something due then; left out by runs of before this was counted. */
    due: z.int().min(0).optional(),
  }),
);
export type BillingRunStarted = EventOf<typeof billingRunStarted>;
