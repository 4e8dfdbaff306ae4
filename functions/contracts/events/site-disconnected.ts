import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The broker lost the agent. Subscribers go on; the site works from its own replica. */
export const siteDisconnected = defineEvent('site.disconnected', z.strictObject({}));
export type SiteDisconnected = EventOf<typeof siteDisconnected>;
