import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** The balance runs low no more: the next time that it does is told again. */
export const dunningBalanceRecovered = defineEvent(
  'dunning.balance-recovered',
  z.strictObject({ subscriberId: id, on: day }),
);
export type DunningBalanceRecovered = EventOf<typeof dunningBalanceRecovered>;
