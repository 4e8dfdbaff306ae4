import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/iot/status.ts. */
export const statusEnvironment = z.object({ TABLE_NAME: variables.tableName });
