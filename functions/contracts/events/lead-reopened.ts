import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A lost prospect is talked to again. */
export const leadReopened = defineEvent('lead.reopened', z.strictObject({}));
export type LeadReopened = EventOf<typeof leadReopened>;
