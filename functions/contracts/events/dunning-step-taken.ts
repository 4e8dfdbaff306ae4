import * as z from 'zod';
import { takenStep } from '../dunning.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id, money } from '../scalars.ts';

/** A step of the policy was taken for an invoice, or for what is missing on the balance. `owed` is what it was taken for. */
export const dunningStepTaken = defineEvent(
  'dunning.step-taken',
  takenStep.extend({ subscriberId: id, owed: money, serviceIds: z.array(id) }),
);
export type DunningStepTaken = EventOf<typeof dunningStepTaken>;
