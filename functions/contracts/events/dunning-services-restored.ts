import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** Services that were suspended by a step are so no more, by payment or by staff. */
export const dunningServicesRestored = defineEvent(
  'dunning.services-restored',
  z.strictObject({ subscriberId: id, serviceIds: z.array(id).min(1) }),
);
export type DunningServicesRestored = EventOf<typeof dunningServicesRestored>;
