import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** An address of the pool belongs to a service from now on. */
export const addressPoolAddressAllocated = defineEvent(
  'address-pool.address-allocated',
  z.strictObject({ address: z.string().min(1).max(64), serviceId: id }),
);
export type AddressPoolAddressAllocated = EventOf<typeof addressPoolAddressAllocated>;
