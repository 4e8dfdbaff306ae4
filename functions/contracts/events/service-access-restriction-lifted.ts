import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** What was overdue is settled: plan and usage decide again. */
export const serviceAccessRestrictionLifted = defineEvent(
  'service.access-restriction-lifted',
  z.strictObject({}),
);
export type ServiceAccessRestrictionLifted = EventOf<typeof serviceAccessRestrictionLifted>;
