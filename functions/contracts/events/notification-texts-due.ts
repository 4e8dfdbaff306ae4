import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { waitingText } from '../notification.ts';
import { id } from '../scalars.ts';

/** Quiet hours are over: what waited is sent. */
export const notificationTextsDue = defineEvent(
  'notification.texts-due',
  z.strictObject({ subscriberId: id, texts: z.array(waitingText).min(1) }),
);
export type NotificationTextsDue = EventOf<typeof notificationTextsDue>;
