import * as z from 'zod';

/** What the state machine `compare-sites` asks of its function; the same sites may be asked again. */
export const compareSitesStep = z.strictObject({ cursor: z.string().nullable() });
export type CompareSitesStep = z.infer<typeof compareSitesStep>;

/** Answer of a step: where the list goes on and after which pause, and which sites could not be asked. */
export const askedSites = z.strictObject({
  nextCursor: z.string().nullable(),
  pauseSeconds: z.int().min(0),
  asked: z.int().min(0),
  failures: z.array(z.strictObject({ siteId: z.string(), reason: z.string() })),
});
export type AskedSites = z.infer<typeof askedSites>;
