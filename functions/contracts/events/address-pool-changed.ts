import { addressPoolDetails } from '../address-pool.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** The pool has other addresses to give out from now on, or another name; what services hold is among them. */
export const addressPoolChanged = defineEvent('address-pool.changed', addressPoolDetails);
export type AddressPoolChanged = EventOf<typeof addressPoolChanged>;
