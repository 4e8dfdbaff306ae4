import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/workflow/compare-sites.ts. */
export const compareSitesEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  COMPARE_REPLICA_HOURS: variables.comparisonHours,
  COMPARE_DEVICES_HOURS: variables.comparisonHours,
});
