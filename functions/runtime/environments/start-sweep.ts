import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/start-sweep.ts. */
export const startSweepEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  STATE_MACHINE_ARNS: variables.stateMachineArns,
});
