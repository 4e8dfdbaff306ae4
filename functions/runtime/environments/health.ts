import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/iot/health.ts. */
export const healthEnvironment = z.object({ TABLE_NAME: variables.tableName });
