import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A payment plan is over: `kept`, because all of it is paid, `broken`, because an instalment was not, or `cancelled` by staff. */
export const dunningPlanEnded = defineEvent(
  'dunning.plan-ended',
  z.strictObject({ subscriberId: id, outcome: z.enum(['kept', 'broken', 'cancelled']) }),
);
export type DunningPlanEnded = EventOf<typeof dunningPlanEnded>;
