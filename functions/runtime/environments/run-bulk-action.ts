import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/run-bulk-action.ts. */
export const runBulkActionEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  STATE_MACHINE_ARNS: variables.stateMachineArns,
});
