import { addressPoolDetails } from '../address-pool.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** A site has addresses to give out. */
export const addressPoolCreated = defineEvent('address-pool.created', addressPoolDetails);
export type AddressPoolCreated = EventOf<typeof addressPoolCreated>;
