import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { currencyCode, day, id } from '../scalars.ts';
import { ratedTier } from '../usage-price.ts';

/** What a service moved from a day on up to another was rated by the plan of those days; it is charged from here on. */
export const serviceUsageRated = defineEvent(
  'service.usage-rated',
  z.strictObject({
    usageId: id,
    from: day,
    /** The first day that does not belong to it. */
    to: day,
    planId: id,
    plan: z.string(),
    version: z.int(),
    /**
     * All that moved in the direction that the plan charges; `lateOctets` of it belong to days that were
     * rated before, negative where a late record moved volume from those to these.
     */
    octets: z.int().min(0),
    lateOctets: z.int(),
    includedOctets: z.int().min(0),
    tiers: z.array(ratedTier),
    /** What the tiers come to, and no more than the plan's most. */
    minor: z.int().min(0),
    currency: currencyCode,
    /** All that moved in either direction, by which what comes late is known. */
    moved: z.strictObject({ uploadOctets: z.int().min(0), downloadOctets: z.int().min(0) }),
  }),
);
export type ServiceUsageRated = EventOf<typeof serviceUsageRated>;
