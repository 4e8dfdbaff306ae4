import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/iot/audits.ts. */
export const auditsEnvironment = z.object({ TABLE_NAME: variables.tableName });
