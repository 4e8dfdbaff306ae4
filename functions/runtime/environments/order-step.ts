import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/workflow/order-step.ts. */
export const orderStepEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  SEALING_SECRET_ARN: variables.sealingSecretArn,
});
