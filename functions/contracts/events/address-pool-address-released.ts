import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The service no longer has the address. */
export const addressPoolAddressReleased = defineEvent(
  'address-pool.address-released',
  z.strictObject({ address: z.string().min(1).max(64), serviceId: id }),
);
export type AddressPoolAddressReleased = EventOf<typeof addressPoolAddressReleased>;
