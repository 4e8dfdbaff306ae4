import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { quotaUse } from '../quota.ts';
import { id } from '../scalars.ts';

/** A service has used 80 or 100 % of a step of its quota. */
export const serviceQuotaReached = defineEvent(
  'service.quota-reached',
  z.strictObject({
    use: quotaUse,
    /** The marks that were passed since the last such event. */
    marks: z
      .array(z.strictObject({ gigabytes: z.number(), percent: z.union([z.literal(80), z.literal(100)]) }))
      .min(1),
    /** The service with which the subscriber is told, where several share the quota. */
    toldWith: id.optional(),
  }),
);
export type ServiceQuotaReached = EventOf<typeof serviceQuotaReached>;
