import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/iot/looks.ts. */
export const looksEnvironment = z.object({ TABLE_NAME: variables.tableName });
