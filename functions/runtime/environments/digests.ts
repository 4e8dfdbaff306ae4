import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/iot/digests.ts. */
export const digestsEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  SEALING_SECRET_ARN: variables.sealingSecretArn,
});
