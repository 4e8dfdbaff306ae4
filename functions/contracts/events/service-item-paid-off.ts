import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The instalments of an item end early: what is left of them falls due at once, or is forgiven. The item stays. */
export const serviceItemPaidOff = defineEvent(
  'service.item-paid-off',
  z.strictObject({ itemId: id, rest: z.enum(['bill', 'forgive']) }),
);
export type ServiceItemPaidOff = EventOf<typeof serviceItemPaidOff>;
