import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A retired plan is sold again. */
export const planReinstated = defineEvent('plan.reinstated', z.strictObject({}));
export type PlanReinstated = EventOf<typeof planReinstated>;
