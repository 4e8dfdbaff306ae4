import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/index-search.ts. */
export const indexSearchEnvironment = z.object({ TABLE_NAME: variables.tableName });
