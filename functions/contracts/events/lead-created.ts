import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { leadDetails } from '../lead.ts';
import { note } from '../note.ts';

/** Somebody showed interest. */
export const leadCreated = defineEvent(
  'lead.created',
  z.strictObject({
    ...leadDetails.shape,
    notes: z.array(note),
  }),
);
export type LeadCreated = EventOf<typeof leadCreated>;
