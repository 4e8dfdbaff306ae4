import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/iot/accounting.ts. */
export const accountingEnvironment = z.object({ TABLE_NAME: variables.tableName });
