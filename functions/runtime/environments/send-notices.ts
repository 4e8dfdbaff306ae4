import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/send-notices.ts. */
export const sendNoticesEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  SEALING_SECRET_ARN: variables.sealingSecretArn,
  DOCUMENTS_BUCKET: variables.documentsBucket,
  MAIL_FROM: variables.mailFrom,
  MAIL_CONFIGURATION_SET: variables.mailConfigurationSet,
});
