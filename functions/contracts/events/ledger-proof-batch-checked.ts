import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { numberCounts, proofDifference } from '../ledger-proof.ts';
import { id } from '../scalars.ts';

/** Some of the subscribers were proven. */
export const ledgerProofBatchChecked = defineEvent(
  'ledger-proof.batch-checked',
  z.strictObject({
    batch: z.string(),
    subscribers: z.int().min(0),
    numbers: numberCounts,
    /** Of the first pass: who is looked at again. */
    suspects: z.array(id),
    /** Of the second pass: what stays. */
    differences: z.array(proofDifference),
  }),
);
export type LedgerProofBatchChecked = EventOf<typeof ledgerProofBatchChecked>;
