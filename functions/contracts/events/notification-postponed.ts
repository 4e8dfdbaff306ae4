import { defineEvent, type EventOf } from '../event.ts';
import { waitingText } from '../notification.ts';
import { id } from '../scalars.ts';

/** A text message waits for the end of quiet hours. */
export const notificationPostponed = defineEvent(
  'notification.postponed',
  waitingText.extend({ subscriberId: id }),
);
export type NotificationPostponed = EventOf<typeof notificationPostponed>;
