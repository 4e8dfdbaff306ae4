import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { noticeChannel, noticeKind, noticeLanguage } from '../notification.ts';
import { id } from '../scalars.ts';

/** A subscriber was told of an event, by that way and in those words. */
export const notificationSent = defineEvent(
  'notification.sent',
  z.strictObject({
    subscriberId: id,
    eventId: id,
    kind: noticeKind,
    channel: noticeChannel,
    language: noticeLanguage,
    to: z.string(),
    subject: z.string(),
  }),
);
export type NotificationSent = EventOf<typeof notificationSent>;
