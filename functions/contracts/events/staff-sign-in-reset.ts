import { defineEvent, type EventOf } from '../event.ts';
import { staffEventData } from '../staff.ts';

/** A member of staff gets a one-time password, shown to whoever asked for it: the one before and the second factor hold no more. */
export const staffSignInReset = defineEvent('staff.sign-in-reset', staffEventData.plain);
export type StaffSignInReset = EventOf<typeof staffSignInReset>;
