import { defineEvent, type EventOf } from '../event.ts';
import { staffEventData } from '../staff.ts';

/** A member of staff may do something else from now on. */
export const staffRolesChanged = defineEvent('staff.roles-changed', staffEventData.rolesChanged);
export type StaffRolesChanged = EventOf<typeof staffRolesChanged>;
