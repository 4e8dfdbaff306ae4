import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { noticeChannel, noticeKind } from '../notification.ts';
import { id } from '../scalars.ts';

/** A subscriber could not be told of an event by that way: the carrier refused it for good, or there is no address. */
export const notificationFailed = defineEvent(
  'notification.failed',
  z.strictObject({
    subscriberId: id,
    eventId: id,
    kind: noticeKind,
    channel: noticeChannel,
    to: z.string().optional(),
    reason: z.string(),
  }),
);
export type NotificationFailed = EventOf<typeof notificationFailed>;
