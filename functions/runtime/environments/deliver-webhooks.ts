import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/webhooks/deliver.ts. */
export const deliverWebhooksEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  SEALING_SECRET_ARN: variables.sealingSecretArn,
  WEBHOOK_QUEUE_URL: variables.webhookQueueUrl,
  WEBHOOK_LOOPBACK: variables.webhookLoopback,
});
