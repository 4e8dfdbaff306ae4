import * as z from 'zod';
import { rate } from './quota.ts';
import { instant } from './scalars.ts';

/** To the quarter of an hour: that is how often the network is brought to another band. */
const quarterHour = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):(00|15|30|45)$/,
    'must be a quarter of an hour of the day, such as 22:00 or 06:30',
  );

/** Hours of the week, on the subscriber's clock, in which another rate holds or volume is free. */
export const timeBand = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    /** On which days it begins: 1 is Monday, 7 is Sunday. */
    days: z
      .array(z.int().min(1).max(7))
      .min(1)
      .max(7)
      .refine((days) => new Set(days).size === days.length, 'must name each day once'),
    from: quarterHour,
    /** Not later than `from` is on the next day; the same as `from` is a whole day. */
    to: quarterHour,
    /** In place of the plan's own rates. */
    rate: rate.optional(),
    /** What is moved in it does not count against the quota, and no step of the quota holds. */
    unmetered: z.literal(true).optional(),
  })
  .refine(({ rate: other, unmetered }) => other !== undefined || unmetered === true, {
    message: 'must change something: give it a rate, or make it unmetered',
    path: ['rate'],
  })
  .meta({ id: 'TimeBand' });
export type TimeBand = z.infer<typeof timeBand>;

/** Which band a service is in, and the moment at which that may be another. */
export const standingBand = z.strictObject({ band: timeBand.optional(), until: instant });
export type StandingBand = z.infer<typeof standingBand>;
