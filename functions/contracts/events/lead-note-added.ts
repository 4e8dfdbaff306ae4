import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { note } from '../note.ts';

/** Staff wrote something down. */
export const leadNoteAdded = defineEvent(
  'lead.note-added',
  z.strictObject({
    note,
  }),
);
export type LeadNoteAdded = EventOf<typeof leadNoteAdded>;
