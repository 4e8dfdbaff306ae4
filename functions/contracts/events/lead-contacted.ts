import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Somebody spoke with the prospect. */
export const leadContacted = defineEvent('lead.contacted', z.strictObject({}));
export type LeadContacted = EventOf<typeof leadContacted>;
