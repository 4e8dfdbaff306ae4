import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { note } from '../note.ts';

/** Staff wrote something down. */
export const subscriberNoteAdded = defineEvent(
  'subscriber.note-added',
  z.strictObject({
    note,
  }),
);
export type SubscriberNoteAdded = EventOf<typeof subscriberNoteAdded>;
