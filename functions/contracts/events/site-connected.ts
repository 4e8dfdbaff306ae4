import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { instant } from '../scalars.ts';

/** The agent is connected to the cloud. `connectedAt` is the instant that the agent names in this connection. */
export const siteConnected = defineEvent(
  'site.connected',
  z.strictObject({
    agentVersion: z.string(),
    connectedAt: instant,
  }),
);
export type SiteConnected = EventOf<typeof siteConnected>;
