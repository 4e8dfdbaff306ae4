import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The site's set of access nodes, or one of them, is different: the agent needs this revision. */
export const siteConfigurationChanged = defineEvent(
  'site.configuration-changed',
  z.strictObject({
    revision: z.int().min(1),
    /** All nodes of the site after the change. */
    nodeIds: z.array(id).max(1000),
  }),
);
export type SiteConfigurationChanged = EventOf<typeof siteConfigurationChanged>;
