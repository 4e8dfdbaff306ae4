import * as z from 'zod';
import { runDifference, runDifferences, runFailure, runInvoice } from '../billing-run.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Some of the due subscribers were billed. */
export const billingRunBatchBilled = defineEvent(
  'billing-run.batch-billed',
  z.strictObject({
    batch: z.string(),
    subscribers: z.int().min(0),
    invoices: z.array(runInvoice),
    failures: z.array(runFailure),
    /** Of a dry run. */
    differences: runDifferences.optional(),
    /** Of a dry run: those of the batch who differ most, the most first. */
    greatest: z.array(runDifference).optional(),
    /** Of a supposition: the sum of what would be charged without it, by currency in minor units. */
    presentTotals: z.record(z.string(), z.int()).optional(),
  }),
);
export type BillingRunBatchBilled = EventOf<typeof billingRunBatchBilled>;
