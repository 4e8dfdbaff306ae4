import * as z from 'zod';
import { planVersion, technology } from '../catalog.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** A plan can be sold from the day of its first version on. */
export const planCreated = defineEvent(
  'plan.created',
  z.strictObject({
    name: z.string(),
    description: z.string().optional(),
    technologies: z.array(technology).min(1),
    version: planVersion,
  }),
);
export type PlanCreated = EventOf<typeof planCreated>;
