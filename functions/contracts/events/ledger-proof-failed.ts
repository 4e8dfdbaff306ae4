import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The proof broke off; the next one looks at the same again. */
export const ledgerProofFailed = defineEvent('ledger-proof.failed', z.strictObject({ reason: z.string() }));
export type LedgerProofFailed = EventOf<typeof ledgerProofFailed>;
