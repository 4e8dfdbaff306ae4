import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { instant } from '../scalars.ts';

/** The agent is connected to the cloud. `connectedAt` is the instant that the agent names in this connection. */
export const siteConnected = defineEvent(
  'site.connected',
  z.strictObject({
    agentVersion: z.string(),
    connectedAt: instant,
    /** With which it got in; absent in what was recorded before brokers said so. */
    certificateId: z.string().optional(),
  }),
);
export type SiteConnected = EventOf<typeof siteConnected>;
