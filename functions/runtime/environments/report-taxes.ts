import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/report-taxes.ts. */
export const reportTaxesEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  SEALING_SECRET_ARN: variables.sealingSecretArn,
  WEBHOOK_LOOPBACK: variables.webhookLoopback,
});
