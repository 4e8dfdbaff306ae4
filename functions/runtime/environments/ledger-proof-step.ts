import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/workflow/ledger-proof-step.ts. */
export const ledgerProofStepEnvironment = z.object({ TABLE_NAME: variables.tableName });
