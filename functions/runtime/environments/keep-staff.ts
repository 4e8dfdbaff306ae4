import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/keep-staff.ts. */
export const keepStaffEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  STAFF_POOL_ID: variables.staffPoolId,
});
