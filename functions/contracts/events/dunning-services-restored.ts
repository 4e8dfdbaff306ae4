import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/**
 * Services of which a step took something are none of dunning's any more: all was given back because it was `paid`, or
 * they were `let-go`, because staff resumed them or they ended.
 */
export const dunningServicesRestored = defineEvent(
  'dunning.services-restored',
  z.strictObject({
    subscriberId: id,
    serviceIds: z.array(id).min(1),
    because: z.enum(['paid', 'let-go']),
  }),
);
export type DunningServicesRestored = EventOf<typeof dunningServicesRestored>;
