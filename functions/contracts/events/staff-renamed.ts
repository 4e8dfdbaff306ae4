import { defineEvent, type EventOf } from '../event.ts';
import { staffEventData } from '../staff.ts';

/** A member of staff has another name. */
export const staffRenamed = defineEvent('staff.renamed', staffEventData.renamed);
export type StaffRenamed = EventOf<typeof staffRenamed>;
