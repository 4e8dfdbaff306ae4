import { defineEvent, type EventOf } from '../event.ts';
import { siteDetails } from '../site.ts';

/** A point of presence with an agent of its own. */
export const siteCreated = defineEvent('site.created', siteDetails);
export type SiteCreated = EventOf<typeof siteCreated>;
