import * as z from 'zod';

/** What the state machine `run-dunning` asks of its function; a page may be asked for again. */
export const dunningRunStep = z.strictObject({ cursor: z.string().nullable() });

/** Answer of a step: where the list goes on, and whose steps could not be taken and are left for the next run. */
export const dunningPage = z.strictObject({
  nextCursor: z.string().nullable(),
  failures: z.array(z.strictObject({ subscriberId: z.string(), reason: z.string() })),
});
export type DunningPage = z.infer<typeof dunningPage>;
