import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/attend-dunning.ts. */
export const attendDunningEnvironment = z.object({ TABLE_NAME: variables.tableName });
