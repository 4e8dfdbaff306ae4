import { defineEvent, type EventOf } from '../event.ts';
import { staffEventData } from '../staff.ts';

/** A member of staff may sign in again. */
export const staffEnabled = defineEvent('staff.enabled', staffEventData.plain);
export type StaffEnabled = EventOf<typeof staffEnabled>;
