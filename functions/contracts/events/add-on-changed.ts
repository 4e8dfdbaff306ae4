import { addOnDetails } from '../catalog-entry.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** The add-on has these details and this price for later sales; it is given whole. */
export const addOnChanged = defineEvent('add-on.changed', addOnDetails);
export type AddOnChanged = EventOf<typeof addOnChanged>;
