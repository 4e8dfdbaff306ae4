import * as z from 'zod';
import { suspensionReason } from './billing-profile.ts';
import { day, id } from './scalars.ts';
import { serviceChange } from './service-change.ts';

export const scheduledCommand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('change'), change: serviceChange }),
  z.strictObject({
    kind: z.literal('suspend'),
    reason: suspensionReason,
    note: z.string().max(1000).optional(),
    until: day.optional(),
  }),
  z.strictObject({ kind: z.literal('resume') }),
  z.strictObject({ kind: z.literal('terminate'), waiveFee: z.literal(true).optional() }),
]);
export type ScheduledCommand = z.infer<typeof scheduledCommand>;

/**
 * Why an action waits for its day: somebody asked for it, a suspension was ordered with its end, or a new version of the
 * plan was published to which all its services move.
 */
export const actionOrigin = z.enum(['request', 'suspension', 'price-change']).meta({ id: 'ActionOrigin' });

/** An order that is placed by itself when its day begins in the subscriber's time zone, before that day is billed. */
export const scheduledAction = z.strictObject({
  actionId: id,
  on: day,
  command: scheduledCommand,
  origin: actionOrigin,
});
export type ScheduledAction = z.infer<typeof scheduledAction>;
