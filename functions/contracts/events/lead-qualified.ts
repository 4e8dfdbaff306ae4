import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The prospect wants a service and can be served. */
export const leadQualified = defineEvent('lead.qualified', z.strictObject({}));
export type LeadQualified = EventOf<typeof leadQualified>;
