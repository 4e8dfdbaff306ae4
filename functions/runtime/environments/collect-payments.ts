import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/collect-payments.ts. */
export const collectPaymentsEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  SEALING_SECRET_ARN: variables.sealingSecretArn,
});
