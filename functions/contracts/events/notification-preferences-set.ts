import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { noticePreferences } from '../notification.ts';
import { id } from '../scalars.ts';

/** By which ways the subscriber wants to be told from now on. */
export const notificationPreferencesSet = defineEvent(
  'notification.preferences-set',
  z.strictObject({ subscriberId: id, preferences: noticePreferences }),
);
export type NotificationPreferencesSet = EventOf<typeof notificationPreferencesSet>;
