import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { email, id } from '../scalars.ts';

/** An address is written to again. */
export const notificationAddressRestored = defineEvent(
  'notification.address-restored',
  z.strictObject({ subscriberId: id, address: email }),
);
export type NotificationAddressRestored = EventOf<typeof notificationAddressRestored>;
