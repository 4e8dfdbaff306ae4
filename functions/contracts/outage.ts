import * as z from 'zod';
import { id, instant } from './scalars.ts';

/** Something at a site, or one of its nodes, was out of use. */
export const outageDetails = z.strictObject({
  siteId: id,
  /** The node that was out; everything at the site if left out. */
  nodeId: id.optional(),
  startedAt: instant,
  endedAt: instant,
  note: z.string().trim().min(1).max(1000).optional(),
});
export type OutageDetails = z.infer<typeof outageDetails>;
