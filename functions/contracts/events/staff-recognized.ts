import { defineEvent, type EventOf } from '../event.ts';
import { staffEventData } from '../staff.ts';

/** Somebody who was put into the user pool by hand is known from now on, as the pool had them. */
export const staffRecognized = defineEvent('staff.recognized', staffEventData.recognized);
export type StaffRecognized = EventOf<typeof staffRecognized>;
