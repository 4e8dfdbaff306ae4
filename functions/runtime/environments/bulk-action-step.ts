import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/workflow/bulk-action-step.ts. */
export const bulkActionStepEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  MAIL_FROM: variables.mailFrom,
  MAIL_CONFIGURATION_SET: variables.mailConfigurationSet,
});
