import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/queue-webhooks.ts. */
export const queueWebhooksEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  WEBHOOK_QUEUE_URL: variables.webhookQueueUrl,
});
