import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/documents/main.ts. */
export const documentsEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  DOCUMENTS_BUCKET: variables.documentsBucket,
  SEALING_SECRET_ARN: variables.sealingSecretArn,
  WEBHOOK_LOOPBACK: variables.webhookLoopback,
});
