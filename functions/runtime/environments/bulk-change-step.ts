import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/workflow/bulk-change-step.ts. */
export const bulkChangeStepEnvironment = z.object({ TABLE_NAME: variables.tableName });
