import { defineEvent, type EventOf } from '../event.ts';
import { staffEventData } from '../staff.ts';

/** A member of staff can sign in no more, and is signed out everywhere. */
export const staffDisabled = defineEvent('staff.disabled', staffEventData.plain);
export type StaffDisabled = EventOf<typeof staffDisabled>;
