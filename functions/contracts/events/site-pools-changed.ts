import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The site has another set of address pools from now on. */
export const sitePoolsChanged = defineEvent('site.pools-changed', z.strictObject({ poolIds: z.array(id) }));
export type SitePoolsChanged = EventOf<typeof sitePoolsChanged>;
