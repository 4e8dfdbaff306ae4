import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id, money } from '../scalars.ts';

/** The balance of who pays before runs low: less is left than the policy names, or than `next` takes. */
export const dunningBalanceLow = defineEvent(
  'dunning.balance-low',
  z.strictObject({
    subscriberId: id,
    on: day,
    balance: money,
    next: z.strictObject({ on: day, money }),
  }),
);
export type DunningBalanceLow = EventOf<typeof dunningBalanceLow>;
