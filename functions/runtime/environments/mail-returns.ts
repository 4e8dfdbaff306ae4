import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/webhooks/mail-returns.ts. */
export const mailReturnsEnvironment = z.object({ TABLE_NAME: variables.tableName });
