import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The site no longer has the pool. Nobody held an address of it. */
export const addressPoolRemoved = defineEvent('address-pool.removed', z.strictObject({}));
export type AddressPoolRemoved = EventOf<typeof addressPoolRemoved>;
