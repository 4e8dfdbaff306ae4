import { addOnDetails } from '../catalog-entry.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** An add-on can be sold. */
export const addOnCreated = defineEvent('add-on.created', addOnDetails);
export type AddOnCreated = EventOf<typeof addOnCreated>;
