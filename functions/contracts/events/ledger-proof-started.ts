import { defineEvent, type EventOf } from '../event.ts';
import { proofStart } from '../ledger-proof.ts';

/** It begins to be proven that ledger, documents, payments and service histories agree. */
export const ledgerProofStarted = defineEvent('ledger-proof.started', proofStart);
export type LedgerProofStarted = EventOf<typeof ledgerProofStarted>;
