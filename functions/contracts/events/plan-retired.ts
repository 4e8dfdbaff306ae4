import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The plan is not sold any more; services that have it keep it. */
export const planRetired = defineEvent('plan.retired', z.strictObject({}));
export type PlanRetired = EventOf<typeof planRetired>;
