import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The site's agent got a certificate; an earlier one stays valid until it is revoked. */
export const siteEnrolled = defineEvent('site.enrolled', z.strictObject({}));
export type SiteEnrolled = EventOf<typeof siteEnrolled>;
