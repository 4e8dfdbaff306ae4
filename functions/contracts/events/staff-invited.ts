import { defineEvent, type EventOf } from '../event.ts';
import { staffEventData } from '../staff.ts';

/** Somebody may sign in as staff: the one-time password goes to the address by mail. */
export const staffInvited = defineEvent('staff.invited', staffEventData.invited);
export type StaffInvited = EventOf<typeof staffInvited>;
