import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { siteDetailsChange } from '../site.ts';

/** Something about the site is different from now on. `null` forgets a detail. */
export const siteDetailsChanged = defineEvent(
  'site.details-changed',
  z.strictObject({
    changes: siteDetailsChange,
  }),
);
export type SiteDetailsChanged = EventOf<typeof siteDetailsChanged>;
