import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/webhooks/payments.ts. */
export const paymentsEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  SEALING_SECRET_ARN: variables.sealingSecretArn,
});
