import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/post-ledger.ts. */
export const postLedgerEnvironment = z.object({ TABLE_NAME: variables.tableName });
