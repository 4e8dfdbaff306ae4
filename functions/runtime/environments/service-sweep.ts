import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/workflow/service-sweep.ts. */
export const serviceSweepEnvironment = z.object({ TABLE_NAME: variables.tableName });
