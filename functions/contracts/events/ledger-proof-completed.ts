import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { proofDifference } from '../ledger-proof.ts';

/** Everybody who was to be proven was; what concerns nobody in particular is named with it. */
export const ledgerProofCompleted = defineEvent(
  'ledger-proof.completed',
  z.strictObject({ differences: z.array(proofDifference) }),
);
export type LedgerProofCompleted = EventOf<typeof ledgerProofCompleted>;
