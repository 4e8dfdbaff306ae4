import { defineEvent, type EventOf } from '../event.ts';
import { failingAddress } from '../notification.ts';
import { id } from '../scalars.ts';

/** A carrier said that an address takes no mail, or that its reader wants none: it is written to no more. */
export const notificationAddressFailed = defineEvent(
  'notification.address-failed',
  failingAddress.omit({ since: true }).extend({ subscriberId: id }),
);
export type NotificationAddressFailed = EventOf<typeof notificationAddressFailed>;
