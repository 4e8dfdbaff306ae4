import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/workflow/run-dunning.ts. */
export const runDunningEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  SEALING_SECRET_ARN: variables.sealingSecretArn,
  WEBHOOK_LOOPBACK: variables.webhookLoopback,
});
