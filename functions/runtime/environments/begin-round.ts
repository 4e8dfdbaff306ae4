import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/begin-round.ts. */
export const beginRoundEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  STATE_MACHINE_ARNS: variables.stateMachineArns,
});
