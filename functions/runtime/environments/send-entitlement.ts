import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/send-entitlement.ts. */
export const sendEntitlementEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  SEALING_SECRET_ARN: variables.sealingSecretArn,
});
