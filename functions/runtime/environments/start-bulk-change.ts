import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/start-bulk-change.ts. */
export const startBulkChangeEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  STATE_MACHINE_ARNS: variables.stateMachineArns,
});
