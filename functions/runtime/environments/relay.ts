import * as z from 'zod';
import * as variables from './variables.ts';

/** Of functions/handlers/events/relay.ts. */
export const relayEnvironment = z.object({
  TABLE_NAME: variables.tableName,
  EVENT_BUS_NAME: variables.eventBusName,
});
