import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/iot/reports.ts. */
export const reportsEnvironment = z.object({ TABLE_NAME: variables.tableName });
