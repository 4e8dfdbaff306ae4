import * as z from 'zod';
import { planVersion } from '../catalog.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** New terms for later sales; earlier versions stay as they are, and so do the services sold on them. */
export const planVersionPublished = defineEvent(
  'plan.version-published',
  z.strictObject({
    version: planVersion,
  }),
);
export type PlanVersionPublished = EventOf<typeof planVersionPublished>;
