import * as z from 'zod';
import { id, instant } from './scalars.ts';

/** A schedule tells its time without milliseconds. */
function toInstant(text: string): string {
  return new Date(text).toISOString();
}

/** What is to be done to many services or subscribers, page by page. */
export const serviceSweep = z.discriminatedUnion('sweep', [
  /** Places the orders whose day has begun. */
  z.strictObject({ sweep: z.literal('due-actions') }),
  /** Announces a version of a plan to the services that will move to it. */
  z.strictObject({ sweep: z.literal('plan-version'), planId: id }),
  /** Tells the services of a site of an outage. */
  z.strictObject({ sweep: z.literal('outage'), outageId: id }),
  /** Ends what is over of one service, as soon as it is. */
  z.strictObject({ sweep: z.literal('override-end'), serviceId: id, at: instant }),
  /** Reckons what the base brings in, subscriber by subscriber. */
  z.strictObject({ sweep: z.literal('figures'), asOf: z.string().transform(toInstant) }),
]);
export type ServiceSweep = z.infer<typeof serviceSweep>;

/** What the state machine `sweep-services` asks of its function; a page may be asked for again. */
export const serviceSweepStep = z.strictObject({ work: serviceSweep, cursor: z.string().nullable() });
export type ServiceSweepStep = z.infer<typeof serviceSweepStep>;

/** Answer of a step: where the list goes on, and what could not be done and is left for the next sweep. */
export const sweptPage = z.strictObject({
  nextCursor: z.string().nullable(),
  failures: z.array(z.strictObject({ id: z.string(), reason: z.string() })),
});
export type SweptPage = z.infer<typeof sweptPage>;
